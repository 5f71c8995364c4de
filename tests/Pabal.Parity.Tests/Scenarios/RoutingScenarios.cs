using Pabal.Parity.Tests.Brokers;
using Pabal.Parity.Tests.Comparing;
using Pabal.Parity.Tests.Observing;
using RabbitMQ.Client;

namespace Pabal.Parity.Tests.Scenarios;

/// <summary>Bindings between exchanges, headers exchanges, alternate exchanges, sender-selected distribution, returns.</summary>
public class RoutingScenarios(BothBrokers brokers) : ParityTest(brokers)
{
    [Fact]
    public Task ExchangeBindings_OverSeveralExchanges_DeliverOnce() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("source", "topic");
        await c.DeclareExchangeAsync("middle", "fanout");
        await c.DeclareExchangeAsync("end", "direct");
        await c.DeclareAsync("q");
        await c.BindExchangeAsync("middle", "source", "a.#");
        await c.BindExchangeAsync("end", "source", "*.b");
        await c.BindAsync("q", "middle");
        await c.BindAsync("q", "end", "a.b");
        await c.PublishAsync("source", "a.b", "by both ways");
        await c.PublishAsync("source", "c.b", "by none", mandatory: true);
        await c.UnbindExchangeAsync("middle", "source", "a.#");
        await c.PublishAsync("source", "a.b", "by one way");
        await c.PublishAsync("source", "a.c", "by none", mandatory: true);
        await c.DrainAsync("q", 2);
    });

    [Fact]
    public Task ExchangeBindings_InACycle_EndThere() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("x", "fanout");
        await c.DeclareExchangeAsync("y", "fanout");
        await c.BindExchangeAsync("x", "y");
        await c.BindExchangeAsync("y", "x");
        await c.DeclareAsync("q");
        await c.BindAsync("q", "y");
        await c.PublishAsync("x", "", "a");
        await c.DrainAsync("q", 1);
    });

    [Fact]
    public Task Bindings_OfMissingOrReservedThings_AreRefused() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await c.DeclareExchangeAsync("x", "direct");
        await c.BindAsync("missing", "x", "k");
        await c.BindAsync("q", "missing", "k");
        await c.BindAsync("q", "", "k");
        await c.UnbindAsync("q", "", "k");
        await c.UnbindAsync("q", "x", "k");
        await c.UnbindAsync("missing", "x", "k");
        await c.BindExchangeAsync("missing", "x", "k");
        await c.BindExchangeAsync("x", "missing", "k");
        await c.BindExchangeAsync("x", "", "k");
        await c.BindExchangeAsync("", "x", "k");
    });

    [Fact]
    public Task HeadersExchange_AllAndAny_MatchByPresenceAndValue() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("x", "headers");
        foreach (var match in new[] { "all", "any", "all-with-x", "any-with-x" })
        {
            await c.DeclareAsync(match);
            await c.BindAsync(match, "x", "", ("x-match", match), ("a", 1), ("b", "text"), ("x-c", true));
        }
        await c.DeclareAsync("default");
        await c.BindAsync("default", "x", "", ("a", 1), ("b", null));
        await PublishAsync(c, "none");
        await PublishAsync(c, "a as int", ("a", 1));
        await PublishAsync(c, "a as long", ("a", 1L), ("b", "text"));
        await PublishAsync(c, "a as text", ("a", "1"), ("b", "text"), ("x-c", true));
        await PublishAsync(c, "all of them", ("a", 1), ("b", "text"), ("x-c", true));
        await PublishAsync(c, "x only", ("x-c", true));
        await PublishAsync(c, "b differs", ("a", 1), ("b", "Text"));
        foreach (var match in new[] { "all", "any", "all-with-x", "any-with-x", "default" })
            await c.DrainAsync(match);
    });

    [Fact]
    public Task HeadersExchange_WithoutArguments_MatchesAllOrNone() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("x", "headers");
        await c.DeclareAsync("all");
        await c.DeclareAsync("any");
        await c.BindAsync("all", "x");
        await c.BindAsync("any", "x", "", ("x-match", "any"));
        await PublishAsync(c, "a", ("h", 1));
        await c.DrainAsync("all");
        await c.DrainAsync("any");
        await c.BindAsync("any", "x", "", ("x-match", "some"));
        await c.BindAsync("any", "x", "", ("x-match", 1));
    });

    [Fact]
    public Task AlternateExchange_OfAnArgument_GetsWhatHasNoRoute() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("alternate", "topic");
        await c.DeclareExchangeAsync("x", "direct", ("alternate-exchange", "@alternate"));
        await c.DeclareAsync("routed");
        await c.DeclareAsync("caught");
        await c.BindAsync("routed", "x", "k");
        await c.BindAsync("caught", "alternate", "*.caught");
        await c.PublishAsync("x", "k", "routed", mandatory: true);
        await c.PublishAsync("x", "is.caught", "caught", mandatory: true);
        await c.PublishAsync("x", "nobody", "returned", mandatory: true);
        await c.DrainAsync("routed", 1);
        await c.DrainAsync("caught", 1);
    });

    [Fact]
    public Task AlternateExchange_ThatIsMissingOrACycle_ReturnsTheMessage() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("lonely", "direct", ("alternate-exchange", "@missing"));
        await c.PublishAsync("lonely", "k", "a", mandatory: true);
        await c.DeclareExchangeAsync("one", "direct", ("alternate-exchange", "@two"));
        await c.DeclareExchangeAsync("two", "direct", ("alternate-exchange", "@one"));
        await c.PublishAsync("one", "k", "b", mandatory: true);
        await c.DeclareExchangeAsync("wrong", "direct", ("alternate-exchange", 5));
    });

    [Fact]
    public Task SenderSelected_CopiesAndBlindCopies_AreRouted() => CompareAsync(async (s, c) =>
    {
        foreach (var queue in new[] { "to", "cc", "bcc" })
            await c.DeclareAsync(queue);
        await c.SendAsync("to", "a", p => p.Headers = new Dictionary<string, object?>
        {
            ["CC"] = new List<object?> { "@cc", "@to" },
            ["BCC"] = new List<object?> { "@bcc" },
            ["mine"] = 1,
        });
        foreach (var queue in new[] { "to", "cc", "bcc" })
            await c.DrainAsync(queue);
        await c.SendAsync("to", "not a list", p => p.Headers = new Dictionary<string, object?> { ["CC"] = "@cc" });
        await c.SendAsync("to", "not texts", p => p.Headers = new Dictionary<string, object?> { ["BCC"] = new List<object?> { 1 } });
        await c.CountAsync("to");
    });

    [Fact]
    public Task Mandatory_WithoutRoute_ReturnsAllOfTheMessage() => CompareAsync(async (s, c) =>
    {
        await c.PublishAsync("", "nobody", "to the default exchange", mandatory: true);
        await c.PublishAsync("amq.topic", "no.body", "with properties", p =>
        {
            p.Headers = new Dictionary<string, object?> { ["h"] = 1, ["BCC"] = new List<object?> { "nobody-2" } };
            p.CorrelationId = "c";
            p.DeliveryMode = DeliveryModes.Persistent;
            p.Expiration = "5";
        }, mandatory: true);
        await c.PublishAsync("missing", "k", "to no exchange", mandatory: true);
    });

    [Fact]
    public Task Exchanges_OfReservedNamesAndKinds_AreRefused() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("amq.mine", "direct");
        await c.DeclareExchangeAsync("amq.direct", "direct", QueueTraits.Durable);
        await c.DeclareExchangeAsync("amq.direct", "fanout", QueueTraits.Durable);
        await c.DeclareExchangeAsync("", "direct");
        await c.DeclareExchangeAsync("x", "direct");
        await c.DeclareExchangeAsync("x", "fanout");
        await c.DeclareExchangeAsync("x", "direct", QueueTraits.Durable);
        await c.DeclareExchangeAsync("x", "direct", QueueTraits.AutoDelete);
        await c.DeclareExchangeAsync("x", "direct", ("alternate-exchange", "a"));
        await c.CheckExchangeAsync("x");
        await c.CheckExchangeAsync("missing");
        await c.DeleteExchangeAsync("amq.direct");
        await c.DeleteExchangeAsync("");
        await c.DeleteExchangeAsync("missing");
        await c.DeclareAsync("q");
        await c.BindAsync("q", "x");
        await c.DeleteExchangeAsync("x", ifUnused: true);
        await c.DeclareAsync("amq.mine");
        await c.AskAsync("declare internal exchange", channel => channel.ExchangeDeclareAsync(
            s.Names.Of("internal"), "x-no-such-type"));
    });

    [Fact]
    public Task AutoDeleteExchange_GoesWithItsLastBinding() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("x", "fanout", QueueTraits.AutoDelete);
        await c.DeclareAsync("q");
        await c.BindAsync("q", "x", "1");
        await c.BindAsync("q", "x", "2");
        await c.UnbindAsync("q", "x", "1");
        await c.CheckExchangeAsync("x");
        await c.DeleteAsync("q");
        await c.CheckExchangeAsync("x");
    });

    [Fact]
    public Task DirectReplyTo_OfARequest_ReachesItsSender() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("requests");
        await c.PublishAsync("", "requests", "too early", p => p.ReplyTo = "amq.rabbitmq.reply-to");
        var replies = await c.ConsumeAsync("amq.rabbitmq.reply-to", "replies", autoAck: true);
        await c.PublishAsync("", "requests", "request", p => (p.ReplyTo, p.CorrelationId) = ("amq.rabbitmq.reply-to", "1"));
        var server = s.Connect("server").Channel("server");
        var request = await server.GetAsync("requests", autoAck: true);
        await server.PublishAsync("", request!.ReplyTo, "reply", p => p.CorrelationId = "1", mandatory: true);
        await replies.NextAsync();
        await server.CountAsync(request.ReplyTo);
        await c.CancelAsync("replies");
        await server.PublishAsync("", request.ReplyTo, "too late", mandatory: true);
        await server.CountAsync(request.ReplyTo);
        await c.ConsumeAsync("amq.rabbitmq.reply-to", "replies", autoAck: false);
        await c.GetAsync("amq.rabbitmq.reply-to", autoAck: true);
        await c.CountAsync("amq.rabbitmq.reply-to");
        await c.DeleteAsync("amq.rabbitmq.reply-to");
    });

    private static Task PublishAsync(ObservedChannel channel, string body, params (string, object?)[] headers) =>
        channel.PublishAsync("x", "", body, p => p.Headers = headers.ToDictionary(header => header.Item1, header => header.Item2));
}
