namespace Pabal.Engine.Tests.Publishing;

public class ManyQueuesTests
{
    [Fact]
    public void Complete_ToMoreQueuesThanAreRemembered_KeepsTheOrderInEach()
    {
        const int Queues = 3000;
        var host = new TestHost();
        var queues = Enumerable.Range(0, Queues).Select(i => host.Declare($"q{i}")).ToArray();
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < Queues; i++)
                host.PublishLater("", $"q{i}", $"{round}");
        }
        host.Publisher.Flush();

        foreach (var queue in queues)
            host.Drain(queue).ShouldBe(["0", "1", "2"]);
        host.ShouldHoldNoRecords();
    }
}
