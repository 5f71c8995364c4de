using Pabal.Engine.Definitions;
using Pabal.Engine.Queues;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Queues;

/// <summary>x-delivery-limit and x-delayed-retry-*, for every queue.</summary>
public class DelayedRetryTests
{
    private readonly ManualTime time = new();
    private readonly TestHost host;

    public DelayedRetryTests() => host = new TestHost(time);

    [Fact]
    public void Return_WithDelayedRetry_WaitsLongerEachTimeUpToTheMost()
    {
        var queue = Declare(DelayedRetry.All, minMs: 100, maxMs: 250);
        var target = new FakeTarget();
        host.Consume(queue, target);
        host.Publish("", "q", "m");
        var waits = new List<int>();

        for (var i = 0; i < 4; i++)
        {
            queue.Return(target.TakeSettlements(), host.Touched);
            (queue.ReadyCount, queue.DelayedCount).ShouldBe((0, 1));
            var waited = 0;
            for (; target.Bodies.Length == 0; waited++)
                time.Advance(1);
            waits.Add(waited);
        }

        waits.ShouldBe([100, 200, 250, 250]);
        target.Deliveries[0].Settlement.Entry.ReturnCount.ShouldBe(4);
        target.Deliveries[0].Redelivered.ShouldBeTrue();
    }

    [Theory]
    [InlineData(DelayedRetry.Failed, ReturnReason.Failed, 1)]
    [InlineData(DelayedRetry.Failed, ReturnReason.Returned, 0)]
    [InlineData(DelayedRetry.Returned, ReturnReason.Failed, 0)]
    [InlineData(DelayedRetry.Returned, ReturnReason.Returned, 1)]
    [InlineData(DelayedRetry.Disabled, ReturnReason.Failed, 0)]
    public void Return_OfOneKind_WaitsWhereThatKindDoes(DelayedRetry retry, ReturnReason reason, int expected)
    {
        var queue = Declare(retry, minMs: 100);
        host.Publish("", "q", "m");
        queue.TryTake(out var message, out _).ShouldBeTrue();

        queue.Return([message], reason, host.Touched);

        (queue.DelayedCount, queue.ReadyCount).ShouldBe((expected, 1 - expected));
    }

    [Fact]
    public void Return_WhileOthersWaitLonger_IsReadyFirst()
    {
        var queue = Declare(DelayedRetry.All, minMs: 100);
        host.Publish("", "q", "1");
        host.Publish("", "q", "2");
        queue.TryTake(out var first, out _);
        queue.TryTake(out var second, out _);
        queue.Return([first], host.Touched);
        time.Advance(100);
        queue.TryTake(out first, out _);
        queue.Return([first], host.Touched);

        queue.Return([second], host.Touched);
        time.Advance(100);

        host.Drain(queue).ShouldBe(["2"]);
        time.Advance(100);
        host.Drain(queue).ShouldBe(["1"]);
    }

    [Fact]
    public void PurgeAndDelete_WithDelayedMessages_HoldNothing()
    {
        var queue = Declare(DelayedRetry.All, minMs: 100);
        host.Publish("", "q", "m");
        host.Publish("", "q", "n");
        queue.TryTake(out var first, out _);
        queue.Return([first], host.Touched);

        queue.Purge().ShouldBe(2);
        host.Publish("", "q", "m");
        queue.TryTake(out first, out _);
        queue.Return([first], host.Touched);
        host.VirtualHost.DeleteQueue("q", host.Owner, false, false).ShouldBe(1);
        time.Advance(1000);

        host.ShouldHoldNoRecords();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    public void Return_OverTheLimit_GivesTheMessageUp(int limit, int deliveries)
    {
        var queue = Declare(DelayedRetry.Disabled, minMs: 0, limit: limit);
        host.Publish("", "q", "m");
        var seen = 0;

        while (queue.TryTake(out var message, out _))
        {
            seen++;
            queue.Return([message], host.Touched);
        }

        seen.ShouldBe(deliveries);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Return_WithALimitBelowZero_IsEndless()
    {
        var queue = Declare(DelayedRetry.Disabled, minMs: 0, limit: -1);
        host.Publish("", "q", "m");

        for (var i = 0; i < 100; i++)
        {
            queue.TryTake(out var message, out _).ShouldBeTrue();
            queue.Return([message], host.Touched);
        }

        queue.ReadyCount.ShouldBe(1);
    }

    private Queue Declare(DelayedRetry retry, long minMs, long? maxMs = null, long? limit = null)
    {
        var queue = host.VirtualHost.DeclareQueue(new QueueDefinition("q", false, false, false, FieldTable.Empty), host.Owner);
        queue.Apply(
            queue.Settings with { DelayedRetry = retry, DelayedRetryMinMs = minMs, DelayedRetryMaxMs = maxMs, DeliveryLimit = limit }, host.Touched);
        return queue;
    }
}
