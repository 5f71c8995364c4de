using Pabal.Parity.Tests.Brokers;
using Pabal.Parity.Tests.Comparing;
using Pabal.Parity.Tests.Observing;

namespace Pabal.Parity.Tests.Scenarios;

/// <summary>Arguments of queues: types, ranges, equality on declaring again, what each queue type takes.</summary>
public class QueueDeclarationScenarios(BothBrokers brokers) : ParityTest(brokers)
{
    [Theory]
    [InlineData("x-message-ttl", 1000, 2000)]
    [InlineData("x-expires", 60000, 70000)]
    [InlineData("x-max-length", 5, 6)]
    [InlineData("x-max-length-bytes", 5, 6)]
    [InlineData("x-overflow", "drop-head", "reject-publish")]
    [InlineData("x-dead-letter-exchange", "a", "b")]
    [InlineData("x-max-priority", 5, 6)]
    [InlineData("x-single-active-consumer", true, false)]
    [InlineData("x-queue-mode", "lazy", "default")]
    [InlineData("x-queue-version", 1, 2)]
    [InlineData("x-queue-master-locator", "client-local", "random")]
    [InlineData("x-unknown", "a", "b")]
    public Task Argument_DeclaredAgainWithAnotherValue(string name, object first, object second) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", (name, first));
        await c.DeclareAsync("q", (name, first));
        await c.DeclareAsync("q", (name, second));
        await c.DeclareAsync("q");
        await c.DeclareAsync("q", (name, first is int number ? (long)number : first));
        await c.DeclareAsync("plain");
        await c.DeclareAsync("plain", (name, first));
    }, variant: name);

    [Theory]
    [InlineData("x-delivery-limit", 5, 6)]
    [InlineData("x-dead-letter-strategy", "at-most-once", "at-least-once")]
    [InlineData("x-quorum-initial-group-size", 1, 3)]
    [InlineData("x-queue-leader-locator", "client-local", "balanced")]
    [InlineData("x-max-in-memory-length", 5, 6)]
    [InlineData("x-max-in-memory-bytes", 5, 6)]
    [InlineData("x-max-length", 5, 6)]
    [InlineData("x-queue-type", "quorum", "classic")]
    public Task QuorumArgument_DeclaredAgainWithAnotherValue(string name, object first, object second) => CompareAsync(async (s, c) =>
    {
        (string, object?)[] quorum = name == "x-queue-type" ? [] : [("x-queue-type", "quorum")];
        await c.DeclareAsync("q", QueueTraits.Durable, [.. quorum, (name, first)]);
        await c.DeclareAsync("q", QueueTraits.Durable, [.. quorum, (name, first)]);
        await c.DeclareAsync("q", QueueTraits.Durable, [.. quorum, (name, second)]);
        await c.DeclareAsync("q", QueueTraits.Durable, quorum);
        await c.DeclareAsync("plain", QueueTraits.Durable, quorum);
        await c.DeclareAsync("plain", QueueTraits.Durable, [.. quorum, (name, first)]);
    }, variant: name);

    [Fact]
    public Task Traits_DeclaredAgainDifferently_AreRefused() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", QueueTraits.Durable);
        await c.DeclareAsync("q");
        await c.DeclareAsync("q", QueueTraits.Durable | QueueTraits.AutoDelete);
        await c.DeclareAsync("q", QueueTraits.Durable | QueueTraits.Exclusive);
        await c.DeclareAsync("auto", QueueTraits.AutoDelete);
        await c.DeclareAsync("auto", QueueTraits.Durable);
        await c.DeclareAsync("exclusive", QueueTraits.Exclusive);
        await c.DeclareAsync("exclusive");
    });

    [Fact]
    public Task QuorumQueue_OfTraitsItCantHave_IsRefused() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", QueueTraits.None, ("x-queue-type", "quorum"));
        await c.DeclareAsync("q", QueueTraits.Durable | QueueTraits.AutoDelete, ("x-queue-type", "quorum"));
        await c.DeclareAsync("q", QueueTraits.Durable | QueueTraits.Exclusive, ("x-queue-type", "quorum"));
        await c.DeclareAsync("q", QueueTraits.Exclusive, ("x-queue-type", "quorum"));
        await c.DeclareAsync("", QueueTraits.Durable, ("x-queue-type", "quorum"));
    });

    [Theory]
    [InlineData("x-max-priority", 5)]
    [InlineData("x-queue-mode", "lazy")]
    [InlineData("x-queue-version", 2)]
    [InlineData("x-queue-master-locator", "random")]
    [InlineData("x-max-age", "1h")]
    [InlineData("x-expires", 60000)]
    [InlineData("x-message-ttl", 1000)]
    [InlineData("x-overflow", "reject-publish")]
    [InlineData("x-single-active-consumer", true)]
    [InlineData("x-delivery-limit", 3)]
    [InlineData("x-dead-letter-strategy", "at-most-once")]
    [InlineData("x-quorum-initial-group-size", 1)]
    [InlineData("x-max-in-memory-length", 3)]
    [InlineData("x-stream-max-segment-size-bytes", 1000)]
    [InlineData("x-initial-cluster-size", 1)]
    [InlineData("x-queue-leader-locator", "balanced")]
    public Task Argument_OfEachQueueType(string name, object value) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("classic", QueueTraits.Durable, ("x-queue-type", "classic"), (name, value));
        await c.DeclareAsync("quorum", QueueTraits.Durable, ("x-queue-type", "quorum"), (name, value));
    }, variant: name);

    [Theory]
    [InlineData("mirrored")]
    [InlineData("")]
    [InlineData(1)]
    [InlineData("Quorum")]
    public Task QueueType_ThatIsUnknown_IsRefused(object type) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", QueueTraits.Durable, ("x-queue-type", type));
    }, variant: type);

    [Fact]
    public Task StreamQueue_Declared() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", QueueTraits.Durable, ("x-queue-type", "stream"));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Counts_OfDeclareGetAndPurge_SeeReadyMessagesOnly(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q");
        await c.SendAsync("q", "1", "2", "3", "4");
        await c.CountAsync("q");
        await c.TakeAsync("q");
        await c.CountAsync("q");
        await c.PurgeAsync("q");
        await c.CountAsync("q");
        await c.SendAsync("q", "5", "6");
        await c.CountAsync("q");
        await c.DeleteAsync("q");
        await c.CountAsync("q");
    }, variant: quorum);

    [Fact]
    public Task Names_ThatTheBrokerGives_AreRememberedByTheChannel() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("", QueueTraits.Exclusive);
        await c.CountAsync("");
        await c.ConsumeAsync("", "c1");
        await c.BindAsync("", "amq.fanout", "k");
        await c.GetAsync("");
        await c.PurgeAsync("");
        await c.DeleteAsync("");
        await c.CountAsync("");
    });

    [Fact]
    public Task MissingQueues_AreRefusedOrIgnored() => CompareAsync(async (s, c) =>
    {
        await c.CountAsync("missing");
        await c.PurgeAsync("missing");
        await c.DeleteAsync("missing");
        await c.SendAsync("missing", "a");
        await c.PublishAsync("", "missing", "a", mandatory: true);
    });
}
