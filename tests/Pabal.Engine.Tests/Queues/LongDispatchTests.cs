namespace Pabal.Engine.Tests.Queues;

public class LongDispatchTests
{
    private const int Backlog = 50_000;

    [Fact]
    public void Resume_OnALongBacklog_LetsTheCallerGoAndDeliversTheRestInOrder()
    {
        var host = new TestHost();
        var queue = host.Declare("q");
        for (var i = 0; i < Backlog; i++)
            host.PublishLater("", "q", $"{i}");
        host.Publisher.Flush();
        var target = new FakeTarget();

        host.Consume(queue, target, autoAcknowledge: true);

        SpinWait.SpinUntil(() => queue.ReadyCount == 0, TimeSpan.FromSeconds(30)).ShouldBeTrue();
        target.Bodies.ShouldBe(Enumerable.Range(0, Backlog).Select(i => $"{i}"));
        host.ShouldHoldNoRecords();
    }
}
