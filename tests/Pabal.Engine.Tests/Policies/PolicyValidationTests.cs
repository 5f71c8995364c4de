using Pabal.Engine.Policies;
using Pabal.Wire.Amqp;
using static Pabal.Engine.Tests.Definitions.Declared;

namespace Pabal.Engine.Tests.Policies;

/// <summary>What is refused of policies, and the words: all but the broker's own keys as RabbitMQ 3.10 has them.</summary>
public class PolicyValidationTests
{
    [Theory]
    [InlineData("message-ttl", "x", "<<\"x\">> is not a valid message TTL")]
    [InlineData("message-ttl", -1L, "-1 is not a valid message TTL")]
    [InlineData("message-ttl", 1.5, "1.5 is not a valid message TTL")]
    [InlineData("message-ttl", null, "null is not a valid message TTL")]
    [InlineData("message-ttl", true, "true is not a valid message TTL")]
    [InlineData("expires", 0L, "0 is not a valid queue expiry")]
    [InlineData("max-length", -1L, "-1 is not a valid maximum length")]
    [InlineData("max-length-bytes", -1L, "-1 is not a valid maximum length in bytes")]
    [InlineData("max-in-memory-length", -1L, "-1 is not a valid maximum memory in bytes")]
    [InlineData("max-in-memory-bytes", -1L, "-1 is not a valid maximum memory in bytes")]
    [InlineData("delivery-limit", "x", "<<\"x\">> is not a valid delivery limit")]
    [InlineData("dead-letter-exchange", 1L, "1 is not a valid dead letter exchange name")]
    [InlineData("dead-letter-routing-key", 1L, "1 is not a valid dead letter routing key")]
    [InlineData("dead-letter-strategy", "x", "<<\"x\">> is not a valid dead letter strategy")]
    [InlineData("alternate-exchange", 1L, "1 is not a valid alternate exchange name")]
    [InlineData("queue-mode", "x", "<<\"x\">> is not a valid queue-mode value")]
    [InlineData("queue-version", 3L, "3 is not a valid queue-version value")]
    [InlineData("overflow", "x", "<<\"x\">> is not a valid overflow value")]
    [InlineData("queue-master-locator", "x", "<<\"x\">> invalid queue-master-locator value")]
    [InlineData("queue-leader-locator", 1L, "1 is not a valid queue leader locator value")]
    [InlineData("initial-cluster-size", "x", "<<\"x\">> is not a valid cluster size")]
    [InlineData("stream-max-segment-size-bytes", 3_000_000_001L, "3000000001 is not a valid segment size")]
    [InlineData("consumer-timeout", 0L, "0 is not a valid consumer timeout")]
    [InlineData("delayed-retry-type", "x", "<<\"x\">> is not a valid delayed retry type")]
    [InlineData("foo", 1L, "[{<<\"foo\">>,1}] are not recognised policy settings")]
    public void Create_WithAValueOutOfRange_IsRefused(string key, object? value, string reason) =>
        Refusal((key, Value(value))).ShouldBe($"Validation failed\n\n{reason}\n");

    [Fact]
    public void Create_WithUnknownKeys_NamesThemAfterWhatElseIsWrong()
    {
        Refusal(("foo", Value(1L)), ("bar", Value(2L))).ShouldBe("Validation failed\n\n[{<<\"bar\">>,2},{<<\"foo\">>,1}] are not recognised policy settings\n");
        Refusal(("max-length", Value(-1L)), ("foo", Value(1L))).ShouldBe("Validation failed\n\n-1 is not a valid maximum length\n");
        Refusal(("max-length", Value(-1L)), ("delivery-limit", Value(-1L))).ShouldBe("Validation failed\n\n-1 is not a valid delivery limit\n");
    }

    [Fact]
    public void Create_WithoutKeys_IsRefused() => Refusal().ShouldBe("Validation failed\n\nno policy provided\n");

    [Fact]
    public void Create_WithAPatternThatIsNone_IsRefused() =>
        Should.Throw<BrokerException>(() => Create("^p(", "all")).Message.ShouldBe(
            "Validation failed\n\npattern should be regular expression but is invalid: {\"missing )\",3}\n");

    [Fact]
    public void Create_WithAnUnknownScope_IsRefused() =>
        Should.Throw<BrokerException>(() => Create("^p", "foo")).Message.ShouldBe(
            "Validation failed\n\napply-to 'foo' unrecognised; should be 'queues', 'exchanges' or 'all'\n");

    [Theory]
    [InlineData("expires", true)]
    [InlineData("message-ttl", true)]
    [InlineData("max-length", true)]
    [InlineData("max-length-bytes", true)]
    [InlineData("delivery-limit", true)]
    [InlineData("max-in-memory-length", true)]
    [InlineData("max-in-memory-bytes", true)]
    [InlineData("consumer-timeout", false)]
    [InlineData("initial-cluster-size", false)]
    [InlineData("queue-version", false)]
    public void Create_OfAnOperatorPolicy_TakesLimitsOnly(string key, bool isAllowed)
    {
        Policy Create() => Policy.Create("p", "", "queues", 0, Arguments((key, Value(2L))), isOperator: true);

        if (isAllowed)
            Create().Definition.Count.ShouldBe(1);
        else
            Should.Throw<BrokerException>(Create).Message.ShouldBe($"Validation failed\n\n[{{<<\"{key}\">>,2}}] are not recognised policy settings\n");
    }

    [Fact]
    public void Create_WithMirroringKeys_IsAccepted() =>
        Policy.Create("p", "", "all", 0, Arguments(("ha-mode", Value("exactly")), ("ha-params", Value(2L))), false)
            .Matches("q", Engine.Definitions.QueueType.Classic).ShouldBeTrue();

    private static Policy Create(string pattern, string scope) =>
        Policy.Create("p", pattern, scope, 0, Arguments(("max-length", Value(1L))), isOperator: false);

    private static string Refusal(params (string, FieldValue)[] definition)
    {
        var refusal = Should.Throw<BrokerException>(() => Policy.Create("p", "", "all", 0, Arguments(definition), isOperator: false));
        refusal.Kind.ShouldBe(ErrorKind.PreconditionFailed);
        return refusal.Message;
    }
}
