using Pabal.Engine.Definitions;
using Pabal.Engine.Publishing;
using Pabal.Engine.Tests.Durability;
using Pabal.Storage.Tests.Devices;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Deduplication;

public sealed class DeduplicationRecoveryTests : IDisposable
{
    private const int FileOctets = 64 * 1024;

    private readonly ManualTime time = new();
    private DrivenBroker broker;

    public DeduplicationRecoveryTests()
    {
        broker = new DrivenBroker(new SimulatedDevice(), FileOctets, time: time);
        var arguments = new FieldTable();
        arguments.Set("x-deduplication-key", FieldValue.String("message-id"));
        arguments.Set("x-deduplication-age", FieldValue.Int64(10_000));
        broker.VirtualHost.DeclareQueue(new QueueDefinition("q", true, false, false, arguments), broker.Owner);
        broker.VirtualHost.DeclareExchange(new ExchangeDefinition("e", "fanout", true, false, false, arguments));
        broker.Declare("other");
        broker.Bind("other", "e");
    }

    public void Dispose() => broker.Dispose();

    [Theory]
    [InlineData("", "q", "q")]
    [InlineData("e", "", "other")]
    public void Publish_AgainAfterACrash_IsLeftOut(string exchange, string key, string queue)
    {
        Publish(exchange, key, "1");
        broker.Commit().ShouldBeTrue();

        Restart(CrashStyle.LosesAll);
        Publish(exchange, key, "1");
        Publish(exchange, key, "2");

        broker.Drain(queue).ShouldBe(["1", "2"]);
    }

    [Fact]
    public void Publish_AgainAfterATransactionOfWhichAnotherMessageWasRefused_AndACrash_IsLeftOut()
    {
        var arguments = new FieldTable();
        arguments.Set("x-deduplication-key", FieldValue.String("message-id"));
        arguments.Set("x-max-length", FieldValue.Int32(0));
        arguments.Set("x-overflow", FieldValue.String("reject-publish"));
        broker.VirtualHost.DeclareQueue(new QueueDefinition("full", true, false, false, arguments), broker.Owner);
        broker.Publisher.BeginTransaction();
        Publish("", "q", "1", isLater: true);
        Publish("", "full", "2", isLater: true);
        broker.Publisher.CommitTransaction().ShouldBeFalse();
        broker.Commit().ShouldBeTrue();

        Restart(CrashStyle.LosesAll);
        Publish("", "q", "1");

        broker.Drain("q").ShouldBe(["1"]);
    }

    [Fact]
    public void Publish_AgainAfterACrashThatLostTheMessage_IsTaken()
    {
        broker.Commit().ShouldBeTrue();
        broker.Hold();
        Publish("", "q", "1");

        Restart(CrashStyle.LosesAll);
        Publish("", "q", "1");

        broker.Drain("q").ShouldBe(["1"]);
    }

    [Fact]
    public void Publish_AgainAfterFilesHaveGone_IsLeftOut()
    {
        Publish("", "q", "1");
        Publish("e", "", "1");
        broker.Drain("q").ShouldBe(["1"]);
        broker.Drain("other").ShouldBe(["1"]);
        for (var i = 0; i < 20; i++)
            broker.Publish("other", new string('y', 20_000));
        broker.Drain("other");
        broker.KeepAll();

        Restart(CrashStyle.LosesAll);
        Publish("", "q", "1");
        Publish("e", "", "1");

        broker.Drain("q").ShouldBeEmpty();
        broker.Drain("other").ShouldBeEmpty();
    }

    [Fact]
    public void Publish_AgainAfterACrashAndTheKeysAge_IsTaken()
    {
        Publish("", "q", "1");
        broker.Commit().ShouldBeTrue();
        time.Advance(10_000);

        Restart(CrashStyle.LosesAll);
        Publish("", "q", "1");

        broker.Drain("q").ShouldBe(["1", "1"]);
    }

    [Fact]
    public void Declare_OfANewExchangeOfThatName_KnowsNoKeys()
    {
        Publish("e", "", "1");
        var definition = broker.VirtualHost.GetExchange("e").Definition;
        broker.VirtualHost.DeleteExchange("e", ifUnused: false);
        broker.VirtualHost.DeclareExchange(definition);
        broker.Bind("other", "e");
        broker.Commit().ShouldBeTrue();

        Restart(CrashStyle.LosesAll);
        Publish("e", "", "1");

        broker.Drain("other").ShouldBe(["1", "1"]);
    }

    [Fact]
    public void Publish_OfACopy_IsConfirmedOnlyWithTheFirst()
    {
        broker.Commit().ShouldBeTrue();
        broker.Hold();
        Publish("", "q", "1");
        var first = broker.Publisher.LoggedEnd;
        var other = new Publisher(broker.VirtualHost, broker.Touched);
        Publish(other, "", "q", "1");

        other.LoggedEnd.Value.ShouldBeGreaterThanOrEqualTo(first.Value);
        broker.Durability.DurableEnd.Value.ShouldBeLessThan(first.Value);
    }

    private void Publish(string exchange, string key, string id, bool isLater = false) =>
        Publish(broker.Publisher, exchange, key, id, isLater);

    private void Publish(Publisher publisher, string exchange, string key, string id, bool isLater = false)
    {
        var message = new IncomingMessage();
        var body = System.Text.Encoding.UTF8.GetBytes(id);
        var properties = new BasicProperties { MessageId = id, DeliveryMode = 2 }.Encode();
        publisher.Begin(message, publisher.Resolve(MessageEnvelope.Encode(exchange, key)), properties, body.Length);
        publisher.Append(message, body);
        publisher.Complete(message).ShouldBe(PublishResult.Routed);
        if (isLater)
            return;
        publisher.Flush();
        broker.Touched.Flush();
    }

    private void Restart(CrashStyle style) => broker = new DrivenBroker(broker.Crash(style), FileOctets, time: time);
}
