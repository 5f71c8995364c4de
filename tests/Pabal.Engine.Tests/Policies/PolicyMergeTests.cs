using Pabal.Engine.Definitions;
using Pabal.Engine.Policies;
using Pabal.Wire.Amqp;
using static Pabal.Engine.Tests.Definitions.Declared;

namespace Pabal.Engine.Tests.Policies;

/// <summary>Which of argument, policy and operator policy holds; as RabbitMQ 3.10 was seen to do.</summary>
public class PolicyMergeTests
{
    [Theory]
    [InlineData("max-length")]
    [InlineData("max-length-bytes")]
    [InlineData("message-ttl")]
    [InlineData("expires")]
    public void Merge_OfLimits_TakesTheLowestOfAllThree(string key)
    {
        foreach (var (argument, policy, limit) in new[] { (1L, 2L, 3L), (3L, 1L, 2L), (2L, 3L, 1L) })
            Number(Merge(Classic((key, argument)), (key, policy), (key, limit)), key).ShouldBe(1);
    }

    [Fact]
    public void Merge_OfALimitThatOneSays_TakesIt()
    {
        Number(Merge(Classic(), ("max-length", 5L), null), "max-length").ShouldBe(5);
        Number(Merge(Classic(), null, ("max-length", 6L)), "max-length").ShouldBe(6);
        Number(Merge(Classic(("max-length", 7L)), null, null), "max-length").ShouldBe(7);
        Number(Merge(Classic(("max-length", 7L)), ("message-ttl", 1L), null), "max-length").ShouldBe(7);
    }

    [Fact]
    public void Merge_OfExpiryOfAQuorumQueue_TakesThePolicysAndTheOperatorsLimit()
    {
        Number(Merge(Quorum(("expires", 1L)), ("expires", 5L), null), "expires").ShouldBe(5);
        Number(Merge(Quorum(("expires", 9L)), ("expires", 5L), ("expires", 4L)), "expires").ShouldBe(4);
    }

    [Theory]
    [InlineData("dead-letter-exchange", false, "argument")]
    [InlineData("dead-letter-exchange", true, "argument")]
    [InlineData("dead-letter-routing-key", true, "argument")]
    [InlineData("queue-mode", false, "argument")]
    [InlineData("overflow", false, "argument")]
    [InlineData("overflow", true, "policy")]
    public void Merge_OfTexts_TakesOneWholly(string key, bool isQuorum, string expected)
    {
        var queue = isQuorum ? Quorum((key, "argument")) : Classic((key, "argument"));

        Merge(queue, (key, "policy"), null).TryGet($"x-{key}", out var value).ShouldBeTrue();

        value.AsString.ShouldBe(expected);
    }

    [Fact]
    public void Merge_OfADeliveryLimit_IsForEveryQueue()
    {
        Number(Merge(Quorum(("delivery-limit", 7L)), ("delivery-limit", 5L), null), "delivery-limit").ShouldBe(5);
        Number(Merge(Quorum(("delivery-limit", -1L)), null, ("delivery-limit", 5L)), "delivery-limit").ShouldBe(5);
        Number(Merge(Classic(), ("delivery-limit", 5L), null), "delivery-limit").ShouldBe(5);
    }

    [Fact]
    public void Matches_WithAKeyThatTheQueuesTypeDoesntKnow_IsNo()
    {
        Policy("", ("dead-letter-strategy", "at-least-once")).Matches("q", QueueType.Classic).ShouldBeFalse();
        Policy("", ("dead-letter-strategy", "at-least-once")).Matches("q", QueueType.Quorum).ShouldBeTrue();
        Policy("", ("queue-mode", "lazy")).Matches("q", QueueType.Quorum).ShouldBeFalse();
    }

    [Fact]
    public void Merge_OfKeysWithoutEffect_ChangesNothing() =>
        Merge(Classic(), ("ha-mode", "all"), ("max-in-memory-length", 1L)).Count.ShouldBe(0);

    private static QueueDefinition Classic(params (string Key, object Value)[] arguments) =>
        Queue(arguments: Table("x-", arguments));

    private static QueueDefinition Quorum(params (string Key, object Value)[] arguments)
    {
        var table = Table("x-", arguments);
        table.Set("x-queue-type", FieldValue.String("quorum"));
        return Queue(durable: true, arguments: table);
    }

    private static FieldTable Merge(QueueDefinition queue, (string, object)? policy, (string, object)? limit) =>
        PolicyMerge.Merge(queue, policy is { } said ? Policy("", said) : null, limit is { } max ? Policy("", max) : null).Arguments;

    private static Policy Policy(string pattern, params (string Key, object Value)[] definition) =>
        new("p", pattern, PolicyScope.All, 0, Table("", definition));

    private static FieldTable Table(string prefix, (string Key, object Value)[] fields) =>
        Arguments(Array.ConvertAll(fields, field => (prefix + field.Key, Value(field.Value))));

    private static long Number(FieldTable arguments, string key) =>
        arguments.TryGet($"x-{key}", out var value) ? value.AsInteger : -1;
}
