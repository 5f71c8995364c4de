using System.Text;
using Pabal.Engine.Definitions;
using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Deduplication;

public sealed class DeduplicationTests
{
    private readonly ManualTime time = new();
    private readonly TestHost host;

    public DeduplicationTests() => host = new TestHost(time);

    [Fact]
    public void Publish_OfAMessageIdAgain_ToAQueue_IsLeftOut()
    {
        var queue = Declare("q", "message-id");
        var other = host.Declare("other");
        host.DeclareExchange("e");
        host.Bind("q", "e");
        host.Bind("other", "e");

        PublishWithId("1");
        PublishWithId("2");
        PublishWithId("1");

        queue.ReadyCount.ShouldBe(2);
        other.ReadyCount.ShouldBe(3);
    }

    [Fact]
    public void Publish_OfAMessageIdAgain_ToAnExchange_IsLeftOutOfAllQueues()
    {
        var queue = host.Declare("q");
        Declare(Arguments("message-id"));
        host.Bind("q", "e");

        PublishWithId("1").ShouldBe(PublishResult.Routed);
        PublishWithId("1").ShouldBe(PublishResult.Routed);

        queue.ReadyCount.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Publish_AgainAfterAQueueHadNoRoom_IsNoCopy(bool isExchange)
    {
        var arguments = isExchange ? new FieldTable() : Arguments("message-id");
        arguments.Set("x-max-length", FieldValue.Int32(1));
        arguments.Set("x-overflow", FieldValue.String("reject-publish"));
        var queue = host.VirtualHost.DeclareQueue(new QueueDefinition("q", false, false, false, arguments), host.Owner);
        Declare(isExchange ? Arguments("message-id") : new FieldTable());
        host.Bind("q", "e");
        PublishWithId("1").ShouldBe(PublishResult.Routed);
        PublishWithId("2").ShouldBe(PublishResult.Rejected);
        host.Drain(queue).ShouldBe(["1"]);

        PublishWithId("2").ShouldBe(PublishResult.Routed);
        PublishWithId("1").ShouldBe(PublishResult.Routed);

        host.Drain(queue).ShouldBe(["2"]);
    }

    [Fact]
    public void Publish_WithTheSameHeader_IsLeftOutWhateverTheNumbersWidth()
    {
        var queue = Declare("q", "order");

        host.Publish("", "q", "a", Header("order", FieldValue.Int64(7)));
        host.Publish("", "q", "b", Header("order", FieldValue.Int32(7)));
        host.Publish("", "q", "c", Header("order", FieldValue.String("7")));
        host.Publish("", "q", "d", Header("order", FieldValue.Int32(8)));

        queue.ReadyCount.ShouldBe(2);
    }

    [Fact]
    public void Publish_WithoutTheKey_IsAlwaysTaken()
    {
        var queue = Declare("q", "order");

        host.Publish("", "q", "a");
        host.Publish("", "q", "a");

        queue.ReadyCount.ShouldBe(2);
    }

    [Fact]
    public void Publish_OfAKeyThatIsTooOld_IsTakenAgain()
    {
        var queue = Declare("q", "order", ageMs: 1000);
        PublishOrder(1);
        time.Advance(999);
        PublishOrder(1);
        queue.ReadyCount.ShouldBe(1);

        time.Advance(1);
        PublishOrder(1);

        queue.ReadyCount.ShouldBe(2);
    }

    [Fact]
    public void Publish_OfAKeyThatOthersHavePushedOut_IsTakenAgain()
    {
        var queue = Declare("q", "order", count: 2);
        PublishOrder(1);
        PublishOrder(2);
        PublishOrder(1);
        queue.ReadyCount.ShouldBe(2);

        PublishOrder(3);
        PublishOrder(1);

        queue.ReadyCount.ShouldBe(4);
    }

    [Fact]
    public void Publish_OfACopy_TakesNoMemory()
    {
        Declare("q", "order");
        PublishOrder(1);
        var before = host.Store.BytesInUse;
        for (var i = 0; i < 10_000; i++)
            host.Publish("", "q", new string('x', 1000), Header("order", FieldValue.Int32(1)));

        host.Store.BytesInUse.ShouldBeLessThan(before + 2_000_000);
    }

    [Fact]
    public async Task Transaction_WithTwoOfAKey_TakesOneAndLetsOthersGoOn()
    {
        var queue = Declare("q", "order");
        host.Publisher.BeginTransaction();
        host.PublishLater("", "q", "a", Header("order", FieldValue.Int32(1)));
        host.PublishLater("", "q", "b", Header("order", FieldValue.Int32(1)));
        host.Publisher.CommitTransaction();

        queue.ReadyCount.ShouldBe(1);
        var elsewhere = Task.Run(() => PublishOrder(2), TestContext.Current.CancellationToken);
        await elsewhere.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        queue.ReadyCount.ShouldBe(2);
    }

    [Fact]
    public void Transaction_AgainAfterAQueueHadNoRoomForSome_LosesNothing()
    {
        var arguments = Arguments("order");
        arguments.Set("x-max-length", FieldValue.Int32(1));
        arguments.Set("x-overflow", FieldValue.String("reject-publish"));
        var full = host.VirtualHost.DeclareQueue(new QueueDefinition("full", false, false, false, arguments), host.Owner);
        var other = Declare("other", "order");
        host.Publisher.BeginTransaction();
        host.PublishLater("", "full", "1", Header("order", FieldValue.Int32(1)));
        host.PublishLater("", "full", "2", Header("order", FieldValue.Int32(2)));
        host.PublishLater("", "other", "3", Header("order", FieldValue.Int32(3)));
        host.Publisher.CommitTransaction().ShouldBeFalse();
        host.Drain(full).ShouldBe(["1"]);

        host.Publish("", "full", "2", Header("order", FieldValue.Int32(2)));
        host.Publish("", "other", "3", Header("order", FieldValue.Int32(3)));

        host.Drain(full).ShouldBe(["2"]);
        host.Drain(other).ShouldBe(["3"]);
    }

    [Fact]
    public void Publish_FromManyThreadsWithTheSameKeys_TakesEachOnce()
    {
        var queue = Declare("q", "order");
        Parallel.For(0, 4, _ =>
        {
            var publisher = new Publisher(host.VirtualHost, new FlushSet());
            for (var i = 0; i < 500; i++)
            {
                var properties = new BasicProperties { Headers = Header("order", FieldValue.Int32(i)) }.Encode();
                var message = new IncomingMessage();
                publisher.Begin(message, publisher.Resolve(MessageEnvelope.Encode("", "q")), properties, 0);
                publisher.Complete(message);
                if (i % 7 == 0)
                    publisher.Flush();
            }
            publisher.Flush();
        });

        queue.ReadyCount.ShouldBe(500);
    }

    [Fact]
    public void Publish_DelayedTwiceWithAKey_IsRoutedOnce()
    {
        var queue = host.Declare("q");
        Declare(Arguments("order"));
        host.Bind("q", "e");
        var headers = Header("order", FieldValue.Int32(1));
        headers.Set("x-delay", FieldValue.Int32(100));
        host.Publish("e", "", "a", headers);
        host.Publish("e", "", "a", headers);

        time.Advance(100);

        SpinWait.SpinUntil(() => queue.ReadyCount > 0, TimeSpan.FromSeconds(10)).ShouldBeTrue();
        SpinWait.SpinUntil(() => host.VirtualHost.OpenDelays().Count == 0, TimeSpan.FromSeconds(10)).ShouldBeTrue();
        queue.ReadyCount.ShouldBe(1);
    }

    [Theory]
    [InlineData("x-deduplication-key", "")]
    [InlineData("x-deduplication-count", "0")]
    [InlineData("x-deduplication-count", "10000001")]
    [InlineData("x-deduplication-age", "-1")]
    public void Declare_WithAnArgumentThatIsWrong_IsRefused(string name, string value)
    {
        var arguments = Arguments("message-id");
        arguments.Set(name, long.TryParse(value, out var number) ? FieldValue.Int64(number) : FieldValue.String(value));
        var definition = new QueueDefinition("q", false, false, false, arguments);

        Should.Throw<BrokerException>(() => host.VirtualHost.DeclareQueue(definition, host.Owner)).Message.ShouldContain($"invalid arg '{name}' for queue 'q'");
        Should.Throw<BrokerException>(() => Declare(arguments)).Message.ShouldContain($"invalid arg '{name}' for exchange 'e'");
    }

    // The usual way to try again later: rejected, waited in another queue, and back.
    [Theory]
    [InlineData("q", 2)]
    [InlineData("other", 1)]
    public void Publish_OfADeadLetterThatComesBack_IsNoCopy(string diedIn, int expected)
    {
        var queue = Declare("q", "order");
        PublishOrder(1);
        var headers = Header("order", FieldValue.Int32(1));
        headers.Set("x-death", FieldValue.Array([FieldValue.Table(Header("queue", FieldValue.String(diedIn)))]));

        host.Publish("", "q", "a", headers);

        queue.ReadyCount.ShouldBe(expected);
    }

    private Queue Declare(string name, string key, int? count = null, long? ageMs = null)
    {
        var arguments = Arguments(key);
        if (count is not null)
            arguments.Set("x-deduplication-count", FieldValue.Int32(count.Value));
        if (ageMs is not null)
            arguments.Set("x-deduplication-age", FieldValue.Int64(ageMs.Value));
        return host.VirtualHost.DeclareQueue(new QueueDefinition(name, false, false, false, arguments), host.Owner);
    }

    private void Declare(FieldTable arguments) =>
        host.VirtualHost.DeclareExchange(new ExchangeDefinition("e", "fanout", false, false, false, arguments));

    private static FieldTable Arguments(string key) => Header("x-deduplication-key", FieldValue.String(key));

    private static FieldTable Header(string name, FieldValue value)
    {
        var headers = new FieldTable();
        headers.Set(name, value);
        return headers;
    }

    private void PublishOrder(int order) => host.Publish("", "q", "a", Header("order", FieldValue.Int32(order)));

    private PublishResult PublishWithId(string id)
    {
        var message = new IncomingMessage();
        var body = Encoding.UTF8.GetBytes(id);
        var properties = new BasicProperties { MessageId = id }.Encode();
        host.Publisher.Begin(message, host.Publisher.Resolve(MessageEnvelope.Encode("e", "")), properties, body.Length);
        host.Publisher.Append(message, body);
        var result = host.Publisher.Complete(message);
        host.Publisher.Flush();
        return result;
    }
}
