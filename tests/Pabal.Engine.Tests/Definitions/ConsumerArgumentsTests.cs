using Pabal.Engine.Definitions;
using Pabal.Wire.Amqp;
using static Pabal.Engine.Tests.Definitions.Declared;

namespace Pabal.Engine.Tests.Definitions;

public class ConsumerArgumentsTests
{
    [Theory]
    [InlineData(-3, -3)]
    [InlineData(1_099_511_627_776, 1_099_511_627_776)]
    [InlineData(FieldType.UnsignedByte, 10)]
    public void Validate_Priority_IsReturned(object value, long expected) =>
        ConsumerArguments.Validate(Arguments(("x-priority", Value(value))), Queue(), "/").ShouldBe(expected);

    [Fact]
    public void Validate_NoOrUnknownArguments_IsPriorityZero()
    {
        ConsumerArguments.Validate(FieldTable.Empty, Queue(), "/").ShouldBe(0);
        ConsumerArguments.Validate(Arguments(("x-foo", FieldValue.Int32(1))), Queue(), "/").ShouldBe(0);
    }

    [Theory]
    [InlineData("x-priority", "5", ": \"expected integer, got longstr\"")]
    [InlineData("x-priority", 1.0f, ": \"expected integer, got float\"")]
    [InlineData("x-priority", null, ": \"expected integer, got void\"")]
    [InlineData("x-priority", FieldType.Timestamp, ": \"expected integer, got timestamp\"")]
    [InlineData("x-cancel-on-ha-failover", 1, ": {unacceptable_type,signedint}")]
    [InlineData("x-selector", 1, ": {unacceptable_type,signedint}")]
    [InlineData("x-selector", "a = ", ": a value is expected at position 4")]
    [InlineData("x-stream-offset", "first", " of queue type rabbit_classic_queue")]
    public void Validate_BadArgument_GivesRabbitMQsReason(string name, object? value, string reason)
    {
        var refusal = Should.Throw<BrokerException>(
            () => ConsumerArguments.Validate(Arguments((name, Value(value))), Queue(), "/"));
        refusal.Kind.ShouldBe(ErrorKind.PreconditionFailed);
        refusal.Message.ShouldBe($"invalid arg '{name}' for queue 'q' in vhost '/'{reason}");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("a = 1", "a = 1")]
    public void FindSelector_EmptyOrNone_IsNull(string? text, string? expected) =>
        (ConsumerArguments.FindSelector(text is null ? FieldTable.Empty : Arguments(("x-selector", Value(text))))?.Text).ShouldBe(expected);

    [Fact]
    public void Validate_FailoverArgumentOnAQuorumQueue_IsRefused() =>
        Should.Throw<BrokerException>(() => ConsumerArguments.Validate(
                Arguments(("x-cancel-on-ha-failover", FieldValue.Boolean(true))),
                Queue(durable: true, arguments: Arguments(("x-queue-type", FieldValue.String("quorum")))), "/"))
            .Message.ShouldEndWith(" of queue type rabbit_quorum_queue");
}
