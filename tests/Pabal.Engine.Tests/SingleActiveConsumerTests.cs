using Pabal.Engine.Definitions;
using Pabal.Engine.Queues;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests;

public sealed class SingleActiveConsumerTests
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    private readonly TestHost host = new();
    private readonly FakeTarget first = new();
    private readonly FakeTarget second = new();
    private readonly FakeTarget third = new();
    private readonly Queue queue;

    public SingleActiveConsumerTests()
    {
        var arguments = new FieldTable();
        arguments.Set("x-single-active-consumer", FieldValue.Boolean(true));
        queue = host.VirtualHost.DeclareQueue(new QueueDefinition("q", false, false, false, arguments), host.Owner);
    }

    [Fact]
    public void Publish_ToSeveralConsumers_GoesToTheOneThatCameFirst()
    {
        host.Consume(queue, first);
        host.Consume(queue, second, priority: 10);

        Publish("a", "b", "c");

        first.Bodies.ShouldBe(["a", "b", "c"]);
        second.Bodies.ShouldBeEmpty();
        queue.ConsumerCount.ShouldBe(2);
    }

    [Fact]
    public void Cancel_OfTheActiveOne_LetsTheNextGoOn()
    {
        var active = host.Consume(queue, first);
        host.Consume(queue, second);
        host.Consume(queue, third);
        Publish("a");

        host.VirtualHost.Cancel(active);
        Publish("b");

        SpinWait.SpinUntil(() => second.Bodies.Length == 1, patience).ShouldBeTrue();
        second.Bodies.ShouldBe(["b"]);
        third.Bodies.ShouldBeEmpty();
    }

    [Fact]
    public void Cancel_OfTheActiveOne_LetsTheHighestPriorityGoOn()
    {
        var active = host.Consume(queue, first);
        host.Consume(queue, second);
        host.Consume(queue, third, priority: 1);

        host.VirtualHost.Cancel(active);
        Publish("a");

        SpinWait.SpinUntil(() => third.Bodies.Length == 1, patience).ShouldBeTrue();
        second.Bodies.ShouldBeEmpty();
    }

    [Fact]
    public void Cancel_OfTheActiveOne_HandsOutWhatWaited()
    {
        var active = host.Consume(queue, new FakeTarget(credit: 0));
        host.Consume(queue, second);
        Publish("a", "b");
        second.Bodies.ShouldBeEmpty();

        host.VirtualHost.Cancel(active);

        SpinWait.SpinUntil(() => second.Bodies.Length == 2, patience).ShouldBeTrue();
    }

    [Fact]
    public void Cancel_OfOneThatWaits_ChangesNothing()
    {
        host.Consume(queue, first);
        var waiting = host.Consume(queue, second);
        host.Consume(queue, third);

        host.VirtualHost.Cancel(waiting);
        Publish("a");

        first.Bodies.ShouldBe(["a"]);
    }

    [Fact]
    public void Consume_Exclusively_IsRefused() =>
        Should.Throw<BrokerException>(() => host.Consume(queue, first, exclusive: true)).Kind.ShouldBe(ErrorKind.AccessRefused);

    private void Publish(params string[] bodies)
    {
        foreach (var body in bodies)
            host.Publish("", "q", body);
    }
}
