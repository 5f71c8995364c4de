using Pabal.Engine.Definitions;
using Pabal.Wire.Amqp;
using static Pabal.Engine.Tests.Definitions.Declared;

namespace Pabal.Engine.Tests.Definitions;

// The texts are those of RabbitMQ 3.10.8.
public class QueueArgumentsTests
{
    [Theory]
    [InlineData("x-expires", 1)]
    [InlineData("x-expires", 315_360_000_000)]
    [InlineData("x-message-ttl", 0)]
    [InlineData("x-message-ttl", 315_360_000_000)]
    [InlineData("x-max-length", 0)]
    [InlineData("x-max-length", 4_611_686_018_427_387_904)]
    [InlineData("x-max-length", FieldType.UnsignedByte)]
    [InlineData("x-max-length", FieldType.SignedShort)]
    [InlineData("x-max-length-bytes", 0)]
    [InlineData("x-max-priority", 0)]
    [InlineData("x-max-priority", 255)]
    [InlineData("x-dead-letter-exchange", "")]
    [InlineData("x-overflow", "drop-head")]
    [InlineData("x-overflow", "reject-publish")]
    [InlineData("x-overflow", "reject-publish-dlx")]
    [InlineData("x-queue-mode", "default")]
    [InlineData("x-queue-mode", "lazy")]
    [InlineData("x-queue-version", 1)]
    [InlineData("x-queue-version", 2L)]
    [InlineData("x-single-active-consumer", false)]
    [InlineData("x-queue-type", "classic")]
    [InlineData("x-queue-master-locator", "min-masters")]
    [InlineData("x-unknown", 1)]
    public void Validate_ClassicQueueWithGoodArgument_Passes(string argument, object value) =>
        Should.NotThrow(() => QueueArguments.Validate(Queue(arguments: Arguments((argument, Value(value)))), "/"));

    [Theory]
    [InlineData("x-expires", 0, "{value_zero,0}")]
    [InlineData("x-expires", -1, "{value_negative,-1}")]
    [InlineData("x-expires", 315_360_000_001, "{value_too_large,315360000001}")]
    [InlineData("x-expires", "10", "\"expected integer, got longstr\"")]
    [InlineData("x-expires", 1.5f, "\"expected integer, got float\"")]
    [InlineData("x-expires", null, "\"expected integer, got void\"")]
    [InlineData("x-message-ttl", -1, "{value_negative,-1}")]
    [InlineData("x-message-ttl", 315_360_000_001, "{value_too_large,315360000001}")]
    [InlineData("x-message-ttl", FieldType.Timestamp, "\"expected integer, got timestamp\"")]
    [InlineData("x-max-length", -1, "{value_negative,-1}")]
    [InlineData("x-max-length", true, "\"expected integer, got bool\"")]
    [InlineData("x-max-length-bytes", -1, "{value_negative,-1}")]
    [InlineData("x-max-length-bytes", 1.5, "\"expected integer, got double\"")]
    [InlineData("x-max-priority", -1, "{value_negative,-1}")]
    [InlineData("x-max-priority", 256, "{max_value_exceeded,256}")]
    [InlineData("x-dead-letter-routing-key", "a", "routing_key_but_no_dlx_defined")]
    [InlineData("x-dead-letter-routing-key", 1, "{unacceptable_type,signedint}")]
    [InlineData("x-overflow", "foo", "invalid_overflow")]
    [InlineData("x-overflow", true, "{unacceptable_type,bool}")]
    [InlineData("x-queue-mode", "foo", "\"unsupported queue mode 'foo'\"")]
    [InlineData("x-queue-mode", 1, "{unacceptable_type,signedint}")]
    [InlineData("x-queue-version", 0, "\"unsupported queue version '0'\"")]
    [InlineData("x-queue-version", 3, "\"unsupported queue version '3'\"")]
    [InlineData("x-queue-version", -1, "{value_negative,-1}")]
    [InlineData("x-queue-version", "1", "\"expected integer, got longstr\"")]
    [InlineData("x-single-active-consumer", "true", "{unacceptable_type,longstr}")]
    [InlineData("x-queue-type", "foo", "\"unsupported queue type 'foo'\"")]
    [InlineData("x-queue-type", "", "\"unsupported queue type ''\"")]
    [InlineData("x-queue-type", null, "{unacceptable_type,void}")]
    [InlineData("x-queue-master-locator", "foo", "invalid_queue_locator_arg")]
    public void Validate_ClassicQueueWithBadArgument_GivesRabbitMQsReason(string argument, object? value, string reason) =>
        Refusal(Queue(arguments: Arguments((argument, Value(value)))))
            .ShouldBe($"invalid arg '{argument}' for queue 'q' in vhost '/': {reason}");

    [Theory]
    [InlineData("x-delivery-limit", -1)]
    [InlineData("x-delivery-limit", "a")]
    [InlineData("x-dead-letter-strategy", "at-least-once")]
    [InlineData("x-queue-leader-locator", "balanced")]
    [InlineData("x-quorum-initial-group-size", 1)]
    [InlineData("x-max-in-memory-length", 0)]
    [InlineData("x-max-in-memory-bytes", 5)]
    [InlineData("x-unknown", 1)]
    public void Validate_QuorumQueueWithGoodArgument_Passes(string argument, object value) =>
        Should.NotThrow(() => QueueArguments.Validate(Quorum((argument, Value(value))), "/"));

    [Theory]
    [InlineData("x-dead-letter-strategy", "foo", "invalid_dlx_strategy")]
    [InlineData("x-dead-letter-strategy", 1, "{unacceptable_type,signedint}")]
    [InlineData("x-queue-leader-locator", "foo", "invalid_queue_locator_arg")]
    [InlineData("x-queue-leader-locator", 1, "{unacceptable_type,signedint}")]
    [InlineData("x-quorum-initial-group-size", 0, "{value_zero,0}")]
    [InlineData("x-quorum-initial-group-size", "a", "\"expected integer, got longstr\"")]
    [InlineData("x-max-in-memory-length", -1, "{value_negative,-1}")]
    [InlineData("x-max-in-memory-bytes", -1, "{value_negative,-1}")]
    public void Validate_QuorumQueueWithBadArgument_GivesRabbitMQsReason(string argument, object value, string reason) =>
        Refusal(Quorum((argument, Value(value)))).ShouldBe($"invalid arg '{argument}' for queue 'q' in vhost '/': {reason}");

    [Theory]
    [InlineData("x-delivery-limit")]
    [InlineData("x-dead-letter-strategy")]
    [InlineData("x-max-in-memory-length")]
    [InlineData("x-max-in-memory-bytes")]
    [InlineData("x-quorum-initial-group-size")]
    [InlineData("x-queue-leader-locator")]
    [InlineData("x-initial-cluster-size")]
    [InlineData("x-max-age")]
    [InlineData("x-stream-max-segment-size-bytes")]
    public void Validate_ArgumentThatClassicQueuesDontTake_SaysSo(string argument) =>
        Refusal(Queue(arguments: Arguments((argument, FieldValue.Int32(-1)))))
            .ShouldBe($"invalid arg '{argument}' for queue 'q' in vhost '/' of queue type rabbit_classic_queue");

    [Theory]
    [InlineData("x-max-priority")]
    [InlineData("x-queue-mode")]
    [InlineData("x-queue-version")]
    [InlineData("x-queue-master-locator")]
    [InlineData("x-initial-cluster-size")]
    [InlineData("x-max-age")]
    public void Validate_ArgumentThatQuorumQueuesDontTake_SaysSo(string argument) =>
        Refusal(Quorum((argument, FieldValue.Int32(-1))))
            .ShouldBe($"invalid arg '{argument}' for queue 'q' in vhost '/' of queue type rabbit_quorum_queue");

    [Theory]
    [InlineData(false, false, false, "non-durable")]
    [InlineData(false, true, false, "exclusive-owner")]
    [InlineData(true, true, false, "exclusive-owner")]
    [InlineData(true, false, true, "auto-delete")]
    [InlineData(false, true, true, "auto-delete")]
    public void Validate_QuorumQueueThatIsNotDurableAndShared_NamesTheProperty(
        bool durable, bool exclusive, bool autoDelete, string property) =>
        Refusal(Queue(durable, exclusive, autoDelete, Arguments(("x-queue-type", FieldValue.String("quorum")))))
            .ShouldBe($"invalid property '{property}' for queue 'q' in vhost '/'");

    [Theory]
    [InlineData(1, "signedint")]
    [InlineData(true, "bool")]
    [InlineData(null, "void")]
    [InlineData(1.5f, "float")]
    public void Validate_DeadLetterExchangeOfAnotherType_NamesTheType(object? value, string type) =>
        Refusal(Queue(arguments: Arguments(("x-dead-letter-exchange", Value(value)))))
            .ShouldBe($"invalid type '{type}' for arg 'x-dead-letter-exchange' in queue 'q' in vhost '/'");

    [Fact]
    public void Validate_DeadLetterRoutingKeyWithExchange_Passes() =>
        Should.NotThrow(() => QueueArguments.Validate(
            Queue(arguments: Arguments(
                ("x-dead-letter-routing-key", FieldValue.String("k")), ("x-dead-letter-exchange", FieldValue.String("")))),
            "/"));

    [Fact]
    public void Validate_SeveralBadArguments_ReportsThemInRabbitMQsOrder()
    {
        var arguments = Arguments(
            ("x-max-age", FieldValue.Int32(1)), ("x-single-active-consumer", FieldValue.Int32(1)),
            ("x-queue-mode", FieldValue.Int32(1)), ("x-overflow", FieldValue.Int32(1)), ("x-max-length", FieldValue.Int32(-1)),
            ("x-message-ttl", FieldValue.Int32(-1)), ("x-expires", FieldValue.Int32(0)), ("x-queue-type", FieldValue.Int32(1)),
            ("x-dead-letter-exchange", FieldValue.Int32(1)));
        string[] order =
        [
            "x-dead-letter-exchange", "x-queue-type", "x-expires", "x-message-ttl", "x-max-length", "x-overflow",
            "x-queue-mode", "x-single-active-consumer", "x-max-age",
        ];

        foreach (var name in order)
        {
            Refusal(Queue(arguments: arguments)).ShouldContain($"arg '{name}'");
            arguments.Remove(name);
        }
    }

    [Fact]
    public void Validate_Stream_IsNotImplemented() =>
        Should.Throw<BrokerException>(() => QueueArguments.Validate(
                Queue(durable: true, arguments: Arguments(("x-queue-type", FieldValue.String("stream")))), "/"))
            .Kind.ShouldBe(ErrorKind.NotImplemented);

    [Fact]
    public void TypeOf_EachType_IsRead()
    {
        QueueArguments.TypeOf(Queue()).ShouldBe(QueueType.Classic);
        QueueArguments.TypeOf(Queue(arguments: Arguments(("x-queue-type", FieldValue.String("classic"))))).ShouldBe(QueueType.Classic);
        QueueArguments.TypeOf(Quorum()).ShouldBe(QueueType.Quorum);
    }

    private static QueueDefinition Quorum(params (string, FieldValue)[] arguments) =>
        Queue(durable: true, arguments: Arguments([("x-queue-type", FieldValue.String("quorum")), .. arguments]));

    private static string Refusal(QueueDefinition definition)
    {
        var refusal = Should.Throw<BrokerException>(() => QueueArguments.Validate(definition, "/"));
        refusal.Kind.ShouldBe(ErrorKind.PreconditionFailed);
        return refusal.Message;
    }
}
