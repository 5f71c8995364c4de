using Pabal.Parity.Tests.Brokers;
using Pabal.Parity.Tests.Comparing;
using Pabal.Parity.Tests.Observing;

namespace Pabal.Parity.Tests.Scenarios;

/// <summary>The x-death header over several deaths, cycles, and the keys of sender-selected distribution.</summary>
public class DeathHeaderScenarios(BothBrokers brokers) : ParityTest(brokers)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task RepeatedDeaths_OfOneQueue_AreCounted(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "work", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@retry"));
        await c.DeclareAnyAsync(quorum, "retry",
            ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@work"), ("x-message-ttl", 30));
        await c.SendAsync("work", "a", p => p.Headers = new Dictionary<string, object?> { ["mine"] = 1 });
        for (var i = 0; i < 3; i++)
        {
            await c.ReadyAsync("work", 1);
            await c.RejectAsync(await c.TakeAsync("work"));
        }
        await c.DrainAsync("work", 1);
    }, variant: quorum);

    [Fact]
    public Task DeathsOfDifferentReasons_OfOneQueue_AreSeparateEntries() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("hold");
        await c.DeclareAsync("q",
            ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@hold"), ("x-max-length", 1));
        await c.SendAsync("q", "a");
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.ReadyAsync("hold", 1);
        await ForwardAsync(c, "hold", "q", expiration: "30");
        await c.ReadyAsync("hold", 1);
        await ForwardAsync(c, "hold", "q");
        await c.SendAsync("q", "pushes it out");
        await c.DrainAsync("hold", 1);
    });

    [Fact]
    public Task DeathsOfSeveralQueues_NewestComesFirst() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("end");
        await c.DeclareAsync("third", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@end"), ("x-message-ttl", 20));
        await c.DeclareAsync("second", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@third"), ("x-message-ttl", 20));
        await c.DeclareAsync("first", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@second"), ("x-message-ttl", 20));
        await c.SendAsync("first", "a");
        await c.DrainAsync("end", 1);
    });

    [Fact]
    public Task PublishedDeathHeaders_OfAnotherQueue_AreKeptBehind() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAsync("q", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "a", p => p.Headers = new Dictionary<string, object?>
        {
            ["x-death"] = new List<object?>
            {
                new Dictionary<string, object?>
                {
                    ["queue"] = "elsewhere", ["reason"] = "expired", ["count"] = 7L, ["exchange"] = "",
                    ["routing-keys"] = new List<object?> { "k" },
                },
            },
            ["x-first-death-reason"] = "expired",
        });
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.DrainAsync("dead", 1);
    });

    [Fact]
    public Task PublishedDeathHeader_OfAnotherType_IsReplaced() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAsync("q", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "a", p => p.Headers = new Dictionary<string, object?> { ["before"] = 1, ["x-death"] = "nonsense", ["z"] = 2 });
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.DrainAsync("dead", 1);
    });

    [Fact]
    public Task OwnHeaders_OfADeadLetter_StandBehindOrBefore() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAsync("q", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "a", p => p.Headers = new Dictionary<string, object?>
        {
            ["b"] = "text",
            ["a"] = 1,
            ["list"] = new List<object?> { 1, "two", true },
            ["long"] = 5L,
            ["none"] = null,
        });
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.DrainAsync("dead", 1);
    });

    [Fact]
    public Task Cycle_WithoutRejection_EndsTheMessage() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-dead-letter-exchange", ""), ("x-message-ttl", 30));
        await c.SendAsync("q", "a");
        await c.ReadyAsync("q", 0);
        await c.SettleDownAsync("q");
        await c.CountAsync("q");
    });

    [Fact]
    public Task Cycle_OverTwoQueuesWithoutRejection_EndsTheMessage() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("a", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@b"), ("x-message-ttl", 30));
        await c.DeclareAsync("b", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@a"), ("x-message-ttl", 30));
        await c.SendAsync("a", "m");
        await c.ReadyAsync("a", 0);
        await c.SettleDownAsync("b");
        await c.ReadyAsync("b", 0);
        await c.SettleDownAsync("a");
        await c.CountAsync("a");
        await c.CountAsync("b");
    });

    [Fact]
    public Task Cycle_WithARejection_GoesOn() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-dead-letter-exchange", ""));
        await c.SendAsync("q", "a");
        for (var i = 0; i < 3; i++)
        {
            await c.ReadyAsync("q", 1);
            await c.RejectAsync(await c.TakeAsync("q"));
        }
        await c.DrainAsync("q", 1);
    });

    [Fact]
    public Task Cycle_OfMaxLength_EndsTheMessage() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-dead-letter-exchange", ""), ("x-max-length", 1));
        await c.SendAsync("q", "a", "b");
        await c.SettleDownAsync("q");
        await c.DrainAsync("q");
    });

    [Fact]
    public Task Cycle_OfOneOfTwoQueues_StopsThereOnly() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("dlx", "fanout");
        await c.DeclareAsync("q", ("x-dead-letter-exchange", "@dlx"), ("x-message-ttl", 30));
        await c.DeclareAsync("dead");
        await c.BindAsync("q", "dlx");
        await c.BindAsync("dead", "dlx");
        await c.SendAsync("q", "a");
        await c.DrainAsync("dead", 1);
        await c.SettleDownAsync("q");
        await c.CountAsync("q");
        await c.CountAsync("dead");
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task CopiesByHeader_WithoutRoutingKeyArgument_KeepTheirKeys(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("dlx", "fanout");
        await c.DeclareAsync("dead");
        await c.BindAsync("dead", "dlx");
        await c.DeclareAnyAsync(quorum, "q", ("x-dead-letter-exchange", "@dlx"));
        await c.SendAsync("q", "a", p => p.Headers = Copies());
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.DrainAsync("dead", 1);
    }, variant: quorum);

    [Fact]
    public Task CopiesByHeader_WithRoutingKeyArgument_LoseTheHeader() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAsync("q", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "a", p => p.Headers = Copies());
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.DrainAsync("dead", 1);
    });

    [Fact]
    public Task CopiesByHeader_OfADeadLetter_AreRoutedByEachKey() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("dlx", "direct");
        foreach (var key in new[] { "first", "copy", "blind" })
        {
            await c.DeclareAsync($"dead-{key}");
            await c.BindAsync($"dead-{key}", "dlx", key);
        }
        await c.DeclareExchangeAsync("x", "direct");
        await c.DeclareAsync("q", ("x-dead-letter-exchange", "@dlx"));
        await c.BindAsync("q", "x", "first");
        await c.PublishAsync("x", "first", "a", p => p.Headers = new Dictionary<string, object?>
        {
            ["CC"] = new List<object?> { "copy" },
            ["BCC"] = new List<object?> { "blind" },
        });
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.ReadyAsync("dead-first", 1);
        await c.SettleDownAsync("dead-copy");
        await c.DrainAsync("dead-first");
        await c.DrainAsync("dead-copy");
        await c.DrainAsync("dead-blind");
    });

    private static Dictionary<string, object?> Copies() => new()
    {
        ["CC"] = new List<object?> { "cc1", "cc2" },
        ["BCC"] = new List<object?> { "bcc" },
        ["other"] = "kept",
    };

    /// <summary>Publishes a message again as applications do, with the headers that it came with.</summary>
    private static async Task ForwardAsync(ObservedChannel channel, string from, string to, string? expiration = null)
    {
        var message = await channel.TakeAsync(from);
        await channel.AckAsync(message);
        await channel.SendAsync(to, "again", p =>
        {
            p.Headers = message.Properties.Headers?.ToDictionary();
            if (expiration is not null)
                p.Expiration = expiration;
        });
    }
}
