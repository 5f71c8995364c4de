using Pabal.Engine.Definitions;
using Pabal.Wire.Amqp;
using static Pabal.Engine.Tests.Definitions.Declared;

namespace Pabal.Engine.Tests.Definitions;

// The texts are those of RabbitMQ 3.10.8.
public class EquivalenceTests
{
    public static TheoryData<QueueDefinition, QueueDefinition, string> Properties => new()
    {
        { Queue(durable: true), Queue(), "'durable' for queue 'q' in vhost '/': received 'false' but current is 'true'" },
        { Queue(), Queue(durable: true), "'durable' for queue 'q' in vhost '/': received 'true' but current is 'false'" },
        { Queue(), Queue(autoDelete: true), "'auto_delete' for queue 'q' in vhost '/': received 'true' but current is 'false'" },
        { Queue(durable: true), Queue(autoDelete: true), "'durable' for queue 'q' in vhost '/': received 'false' but current is 'true'" },
        { Queue(autoDelete: true), Queue(arguments: Length(1)), "'auto_delete' for queue 'q' in vhost '/': received 'false' but current is 'true'" },
    };

    [Theory]
    [MemberData(nameof(Properties))]
    public void Check_OtherProperties_NamesTheFirst(QueueDefinition current, QueueDefinition received, string text) =>
        Refusal(current, received).ShouldBe($"inequivalent arg {text}");

    [Theory]
    [InlineData(10, 11, "received '11' but current is '10'")]
    [InlineData(10, 1_099_511_627_776, "received '1099511627776' but current is '10'")]
    [InlineData(10, "10", "received '10' but current is '10'")]
    [InlineData(10, 10.0f, "received '10.0' but current is '10'")]
    [InlineData(10, 1e300, "received '1.0e300' but current is '10'")]
    [InlineData(10, 0.1, "received '0.1' but current is '10'")]
    [InlineData(10, false, "received 'false' but current is '10'")]
    [InlineData(10, null, "received none but current is '10'")]
    public void Check_OtherValue_ShowsBoth(object current, object? received, string text) =>
        Refusal(Queue(arguments: Length(current)), Queue(arguments: Length(received)))
            .ShouldBe($"inequivalent arg 'x-max-length' for queue 'q' in vhost '/': {text}");

    [Theory]
    [InlineData(10, "'10' of type 'signedint'")]
    [InlineData(10L, "'10' of type 'long'")]
    [InlineData(FieldType.SignedByte, "'10' of type 'byte'")]
    [InlineData(FieldType.UnsignedByte, "'10' of type 'unsignedbyte'")]
    [InlineData(FieldType.SignedShort, "'10' of type 'short'")]
    [InlineData(FieldType.UnsignedShort, "'10' of type 'unsignedshort'")]
    [InlineData(FieldType.UnsignedInt, "'10' of type 'unsignedint'")]
    [InlineData(FieldType.UnsignedLong, "'10' of type 'long'")]
    [InlineData(FieldType.Timestamp, "'10' of type 'timestamp'")]
    [InlineData(123_456_789.0, "'123456789.0' of type 'double'")]
    [InlineData(1.5f, "'1.5' of type 'float'")]
    [InlineData("a", "'a' of type 'longstr'")]
    [InlineData(true, "'true' of type 'bool'")]
    [InlineData(null, "'undefined' of type 'void'")]
    public void Check_ArgumentOnOneSideOnly_ShowsItsType(object? value, string shown)
    {
        var with = Queue(arguments: Length(value));

        Refusal(with, Queue()).ShouldBe(
            $"inequivalent arg 'x-max-length' for queue 'q' in vhost '/': received none but current is the value {shown}");
        Refusal(Queue(), with).ShouldBe(
            $"inequivalent arg 'x-max-length' for queue 'q' in vhost '/': received the value {shown} but current is none");
    }

    public static TheoryData<FieldValue, string> Composites => new()
    {
        { FieldValue.Decimal(2, 150), "'{2,150}' of type 'decimal'" },
        { FieldValue.Array([]), "'[]' of type 'array'" },
        { FieldValue.Array([FieldValue.Int32(1)]), "'[{signedint,1}]' of type 'array'" },
        { FieldValue.Table(FieldTable.Empty), "'[]' of type 'table'" },
        { FieldValue.Table(Arguments(("a", FieldValue.Int32(1)))), "'[{<<\"a\">>,signedint,1}]' of type 'table'" },
    };

    [Theory]
    [MemberData(nameof(Composites))]
    public void Check_CompositeValue_IsShownAsATerm(FieldValue value, string shown) =>
        Refusal(Queue(), Queue(arguments: Arguments(("x-max-length", value)))).ShouldEndWith($"received the value {shown} but current is none");

    [Theory]
    [InlineData(FieldType.SignedByte)]
    [InlineData(FieldType.UnsignedShort)]
    [InlineData(FieldType.UnsignedLong)]
    [InlineData(FieldType.Timestamp)]
    [InlineData(10L)]
    public void Check_SameNumberInAnotherWidth_Passes(object value) =>
        Should.NotThrow(() => Equivalence.Check(Queue(arguments: Length(10)), Queue(arguments: Length(value)), "/"));

    [Theory]
    [InlineData("x-consumer-timeout")]
    [InlineData("x-delivery-limit")]
    [InlineData("x-unknown")]
    public void Check_ArgumentThatClassicQueuesDontKnow_IsNotCompared(string name) =>
        Should.NotThrow(() => Equivalence.Check(Queue(), Queue(arguments: Arguments((name, FieldValue.Int32(1)))), "/"));

    [Fact]
    public void Check_Type_ClassicIsTheDefaultAndQuorumIsNot()
    {
        var classic = Queue(arguments: Arguments(("x-queue-type", FieldValue.String("classic"))));
        var quorum = Queue(arguments: Arguments(("x-queue-type", FieldValue.String("quorum"))));

        Should.NotThrow(() => Equivalence.Check(Queue(), classic, "/"));
        Should.NotThrow(() => Equivalence.Check(classic, Queue(), "/"));
        Refusal(classic, quorum).ShouldEndWith("received 'quorum' but current is 'classic'");
        Refusal(quorum, Queue()).ShouldEndWith("received none but current is the value 'quorum' of type 'longstr'");
        Refusal(Queue(), quorum).ShouldEndWith("received the value 'quorum' of type 'longstr' but current is none");
    }

    [Theory]
    [InlineData("classic", new[] { "x-expires", "x-message-ttl", "x-max-length", "x-overflow", "x-queue-mode", "x-queue-master-locator" })]
    [InlineData("quorum", new[] { "x-expires", "x-max-length", "x-overflow", "x-delivery-limit", "x-message-ttl", "x-queue-leader-locator" })]
    public void Check_SeveralDifferences_AreReportedInRabbitMQsOrder(string type, string[] order)
    {
        var current = Queue(arguments: Arguments(("x-queue-type", FieldValue.String(type))));
        var received = Arguments([("x-queue-type", FieldValue.String(type)), .. order.Reverse().Select(name => (name, FieldValue.Int32(1)))]);

        foreach (var name in order)
        {
            Refusal(current, Queue(arguments: received)).ShouldContain($"arg '{name}'");
            received.Remove(name);
        }
        Should.NotThrow(() => Equivalence.Check(current, Queue(arguments: received), "/"));
    }

    [Fact]
    public void Check_Exclusiveness_IsNotCompared() =>
        Should.NotThrow(() => Equivalence.Check(Queue(exclusive: true), Queue(), "/"));

    public static TheoryData<ExchangeDefinition, ExchangeDefinition, string> Exchanges => new()
    {
        { Exchange("direct"), Exchange("topic", durable: true), "'type' for exchange 'x' in vhost '/': received 'topic' but current is 'direct'" },
        { Exchange(durable: true, autoDelete: true), Exchange(), "'durable' for exchange 'x' in vhost '/': received 'false' but current is 'true'" },
        { Exchange(autoDelete: true, isInternal: true), Exchange(), "'auto_delete' for exchange 'x' in vhost '/': received 'false' but current is 'true'" },
        { Exchange(isInternal: true), Exchange(arguments: Alternate("a")), "'internal' for exchange 'x' in vhost '/': received 'false' but current is 'true'" },
        { Exchange(arguments: Alternate("a")), Exchange(), "'alternate-exchange' for exchange 'x' in vhost '/': received none but current is the value 'a' of type 'longstr'" },
        { Exchange(), Exchange(arguments: Alternate("a")), "'alternate-exchange' for exchange 'x' in vhost '/': received the value 'a' of type 'longstr' but current is none" },
        { Exchange(arguments: Alternate("a")), Exchange(arguments: Alternate("b")), "'alternate-exchange' for exchange 'x' in vhost '/': received 'b' but current is 'a'" },
    };

    [Theory]
    [MemberData(nameof(Exchanges))]
    public void Check_OtherExchange_NamesTheFirstDifference(ExchangeDefinition current, ExchangeDefinition received, string text)
    {
        var refusal = Should.Throw<BrokerException>(() => Equivalence.Check(current, received, "/"));
        refusal.Kind.ShouldBe(ErrorKind.PreconditionFailed);
        refusal.Message.ShouldBe($"inequivalent arg {text}");
    }

    [Fact]
    public void Check_UnknownExchangeArguments_AreNotCompared() =>
        Should.NotThrow(() => Equivalence.Check(Exchange(), Exchange(arguments: Arguments(("x-foo", FieldValue.Int32(1)))), "/"));

    private static FieldTable Length(object? value) => Arguments(("x-max-length", Value(value)));

    private static FieldTable Alternate(string name) => Arguments(("alternate-exchange", FieldValue.String(name)));

    private static string Refusal(QueueDefinition current, QueueDefinition received)
    {
        var refusal = Should.Throw<BrokerException>(() => Equivalence.Check(current, received, "/"));
        refusal.Kind.ShouldBe(ErrorKind.PreconditionFailed);
        return refusal.Message;
    }
}
