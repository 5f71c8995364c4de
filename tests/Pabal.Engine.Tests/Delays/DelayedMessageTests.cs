using Pabal.Engine.Definitions;
using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Delays;

public sealed class DelayedMessageTests
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    private readonly ManualTime time = new();
    private readonly TestHost host;
    private readonly Queue queue;

    public DelayedMessageTests()
    {
        host = new TestHost(time);
        queue = host.Declare("q");
    }

    [Fact]
    public void Publish_WithADelay_RoutesWhenItIsOver()
    {
        Publish("a", 1000).ShouldBe(PublishResult.Routed);
        time.Advance(999);
        queue.ReadyCount.ShouldBe(0);
        host.VirtualHost.OpenDelays().Count.ShouldBe(1);

        time.Advance(1);

        Await(1);
        Drain().ShouldBe(["a"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void Publish_WithoutAPositiveDelay_RoutesAtOnce(long delayMs)
    {
        Publish("a", delayMs);
        queue.ReadyCount.ShouldBe(1);
    }

    [Fact]
    public void Publish_WithDifferentDelays_RoutesInTheOrderOfTimesAndThenOfComing()
    {
        Publish("c", 300);
        Publish("a", 100);
        Publish("b1", 200);
        Publish("b2", 200);
        Publish("b3", 200);

        time.Advance(1000);

        Await(5);
        Drain().ShouldBe(["a", "b1", "b2", "b3", "c"]);
    }

    [Fact]
    public void Release_OfAMessage_LeavesItsDelayNegative()
    {
        Publish("a", 700);
        time.Advance(700);
        Await(1);

        queue.TryTake(out var message, out _).ShouldBeTrue();

        new BasicPropertiesView(host.Store.Open(message.Entry).Properties).TryGetHeaders(out var headers).ShouldBeTrue();
        new FieldTableView(headers).TryGet("x-delay"u8, out var delay).ShouldBeTrue();
        delay.AsInteger.ShouldBe(-700);
    }

    [Fact]
    public void Publish_DelayedAndUnroutable_SaysSoAtOnce()
    {
        host.Publish("", "nobody", "a", Delay(1000)).ShouldBe(PublishResult.Unroutable);
        host.VirtualHost.OpenDelays().Count.ShouldBe(0);
    }

    [Fact]
    public void Release_AfterTheQueueHasGone_DropsTheMessage()
    {
        Publish("a", 1000);
        host.VirtualHost.DeleteQueue("q", host.Owner, false, false);

        time.Advance(1000);

        SpinWait.SpinUntil(() => host.VirtualHost.OpenDelays().Count == 0, patience).ShouldBeTrue();
    }

    [Fact]
    public void Release_AfterTheExchangeHasGone_DropsTheMessage()
    {
        host.DeclareExchange("e");
        host.Bind("q", "e");
        host.Publish("e", "", "a", Delay(1000));
        host.VirtualHost.DeleteExchange("e", ifUnused: false);

        time.Advance(1000);

        SpinWait.SpinUntil(() => host.VirtualHost.OpenDelays().Count == 0, patience).ShouldBeTrue();
        queue.ReadyCount.ShouldBe(0);
    }

    // Whoever carries a transaction out could not say what of it was done.
    [Fact]
    public void Commit_OfADelayedMessageInAVirtualHostThatHasGone_LosesItQuietly()
    {
        var message = host.Begin("", "q", 0, Delay(1000));
        host.Publisher.BeginTransaction();
        // The route is known, and holds, as it does for a publisher that has looked just before.
        host.VirtualHost.Delete();
        message.Route!.Version = host.VirtualHost.RoutingVersion;

        Should.NotThrow(() => host.Publisher.Complete(message)).ShouldBe(PublishResult.Routed);
        host.Publisher.CommitTransaction().ShouldBeTrue();
        host.Publisher.Flush();

        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Release_OfAMessageWithHiddenCopies_RoutesThemAndHidesThem()
    {
        var other = host.Declare("other");
        var headers = Delay(50);
        headers.Set("BCC", FieldValue.Array([FieldValue.String("other")]));
        host.Publish("", "q", "a", headers);

        time.Advance(50);

        Await(1);
        SpinWait.SpinUntil(() => other.ReadyCount == 1, patience).ShouldBeTrue();
        other.TryTake(out var message, out _).ShouldBeTrue();
        new BasicPropertiesView(host.Store.Open(message.Entry).Properties).HasHeader("BCC"u8).ShouldBeFalse();
    }

    [Fact]
    public void Publish_DelayedWithCopiesToSomethingThatIsNoList_IsRefusedAtOnce()
    {
        var headers = Delay(50);
        headers.Set("CC", FieldValue.String("q"));
        Should.Throw<BrokerException>(() => host.Publish("", "q", "a", headers)).Kind.ShouldBe(ErrorKind.PreconditionFailed);
    }

    [Fact]
    public void Publish_DelayedWithACopyThatAloneLeadsSomewhere_IsRoutedWhenItIsDue()
    {
        var headers = Delay(50);
        headers.Set("CC", FieldValue.Array([FieldValue.String("q")]));
        host.Publish("", "nobody", "a", headers).ShouldBe(PublishResult.Routed);
        queue.ReadyCount.ShouldBe(0);

        time.Advance(50);

        Await(1);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("315360000001")]
    public void Publish_WithADelayThatIsNone_IsRefused(string delay)
    {
        var headers = new FieldTable();
        headers.Set("x-delay", FieldValue.String(delay));
        Should.Throw<BrokerException>(() => host.Publish("", "q", "a", headers)).Kind.ShouldBe(ErrorKind.PreconditionFailed);
    }

    [Fact]
    public void Publish_ToADelayedMessageExchange_RoutesAsItsOtherTypeDoes()
    {
        DeclareDelayed(FieldValue.String("topic"));
        host.Bind("q", "delayed", "a.#");

        host.Publish("delayed", "a.b", "later", Delay(100)).ShouldBe(PublishResult.Routed);
        host.Publish("delayed", "a.b", "now").ShouldBe(PublishResult.Routed);
        host.Publish("delayed", "b", "never", Delay(100)).ShouldBe(PublishResult.Unroutable);
        queue.ReadyCount.ShouldBe(1);
        time.Advance(100);

        Await(2);
        Drain().ShouldBe(["now", "later"]);
    }

    [Fact]
    public void Declare_OfADelayedMessageExchangeWithoutAType_IsRefused() =>
        Should.Throw<BrokerException>(() => DeclareDelayed(null)).Message.ShouldBe(
            "Invalid argument, 'x-delayed-type' must be an existing exchange type");

    private void DeclareDelayed(FieldValue? type)
    {
        var arguments = new FieldTable();
        if (type is { } value)
            arguments.Set("x-delayed-type", value);
        host.VirtualHost.DeclareExchange(new ExchangeDefinition("delayed", "x-delayed-message", false, false, false, arguments));
    }

    private PublishResult Publish(string body, long delayMs) => host.Publish("", "q", body, Delay(delayMs));

    private static FieldTable Delay(long delayMs)
    {
        var headers = new FieldTable();
        headers.Set("x-delay", FieldValue.Int64(delayMs));
        return headers;
    }

    private void Await(int count) => SpinWait.SpinUntil(() => queue.ReadyCount == count, patience).ShouldBeTrue();

    private string[] Drain()
    {
        var bodies = new List<string>();
        while (queue.TryTake(out var message, out _))
        {
            bodies.Add(FakeTarget.BodyOf(host.Store, message.Entry));
            queue.Acknowledge([message]);
        }
        return [.. bodies];
    }
}
