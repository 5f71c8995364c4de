using Pabal.Parity.Tests.Brokers;
using Pabal.Parity.Tests.Comparing;
using Pabal.Parity.Tests.Observing;

namespace Pabal.Parity.Tests.Scenarios;

/// <summary>Policies and operator policies, on queues that are there and on those that come later.</summary>
public class PolicyScenarios(BothBrokers brokers) : ParityTest(brokers)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task MaxLength_OnAFilledQueue_DropsAtOnceOrWithTheNextMessage(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q");
        await c.SendAsync("q", "a", "b", "c", "d");
        await s.SetPolicyAsync("p", "q", """{"max-length": 2}""");
        await c.SendAsync("q", "e");
        await c.ReadyAsync("q", 2);
        await c.DrainAsync("q");
    }, variant: quorum);

    [Fact]
    public Task MaxLength_OnAFilledQueue_DropsWithoutAFurtherMessage() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await c.SendAsync("q", "a", "b", "c", "d");
        await s.SetPolicyAsync("p", "q", """{"max-length": 2}""");
        await c.DrainAsync("q", 2);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Ttl_OfAPolicy_ExpiresMessagesPublishedAfterIt(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q");
        await s.SetPolicyAsync("p", "q", """{"message-ttl": 50}""");
        await c.SendAsync("q", "a", "b");
        await c.ReadyAsync("q", 0);
    }, variant: quorum);

    [Fact]
    public Task Ttl_OfAPolicy_DoesNotExpireWhatWasThereBefore() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await c.SendAsync("q", "before");
        await s.SetPolicyAsync("p", "q", """{"message-ttl": 50}""");
        await c.SettleDownAsync("q");
        await c.DrainAsync("q");
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task DeadLettering_OfAPolicy_WorksAndEndsWithIt(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAnyAsync(quorum, "q");
        await c.SendAsync("q", "a", "b");
        var policy = await s.SetPolicyAsync("p", "q", $$"""{"dead-letter-exchange": "", "dead-letter-routing-key": "{{s.Names.Of("dead")}}"}""");
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.DrainAsync("dead", 1);
        await s.Administration.DeletePolicyAsync(policy);
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.SettleDownAsync("q");
        await c.CountAsync("dead");
        await c.CountAsync("q");
    }, variant: quorum);

    [Fact]
    public Task DeadLettering_OfAPolicyWithoutKey_KeepsTheKey() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("dlx", "fanout");
        await c.DeclareAsync("dead");
        await c.BindAsync("dead", "dlx");
        await s.SetPolicyAsync("p", "q", $$"""{"dead-letter-exchange": "{{s.Names.Of("dlx")}}"}""");
        await c.DeclareAsync("q");
        await c.SendAsync("q", "a");
        await c.RejectAsync(await c.TakeAsync("q"));
        await c.DrainAsync("dead", 1);
    });

    [Fact]
    public Task Arguments_BesideAPolicy_TheSmallerNumberAndTheArgumentsTextCount() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead-by-argument");
        await c.DeclareAsync("dead-by-policy");
        await s.SetPolicyAsync("p", "q",
            $$"""{"max-length": 2, "dead-letter-exchange": "", "dead-letter-routing-key": "{{s.Names.Of("dead-by-policy")}}"}""");
        await c.DeclareAsync("q-more",
            ("x-max-length", 3), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead-by-argument"));
        await c.DeclareAsync("q-fewer", ("x-max-length", 1));
        await c.SendAsync("q-more", "a", "b", "c", "d");
        await c.SendAsync("q-fewer", "e", "f");
        await c.ReadyAsync("dead-by-argument", 2);
        await c.DrainAsync("dead-by-argument");
        await c.DrainAsync("dead-by-policy", 1);
        await c.DrainAsync("q-more");
        await c.DrainAsync("q-fewer");
    });

    [Fact]
    public Task Priorities_TheHighestMatchingPolicyCountsAlone() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await s.SetPolicyAsync("low", "q", """{"max-length": 1, "message-ttl": 50}""", priority: 1);
        var high = await s.SetPolicyAsync("high", "q", """{"max-length": 3}""", priority: 5);
        await c.SendAsync("q", "a", "b", "c", "d");
        await c.SettleDownAsync("q");
        await c.CountAsync("q");
        await s.Administration.DeletePolicyAsync(high);
        await c.ReadyAsync("q", 1);
    });

    [Fact]
    public Task OperatorPolicy_MergedWithAPolicy_TheSmallerNumberCounts() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await s.SetPolicyAsync("p", "q", """{"max-length": 3}""");
        await c.SendAsync("q", "a", "b", "c", "d");
        await c.ReadyAsync("q", 3);
        await s.SetPolicyAsync("o", "q", """{"max-length": 2}""", isOperator: true);
        await c.ReadyAsync("q", 2);
        await s.SetPolicyAsync("o", "q", """{"max-length": 50}""", isOperator: true);
        await c.SendAsync("q", "e", "f");
        await c.ReadyAsync("q", 3);
    });

    [Fact]
    public Task OperatorPolicy_Alone_CountsToo() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await s.SetPolicyAsync("o", "q", """{"max-length": 1}""", isOperator: true);
        await c.SendAsync("q", "a", "b");
        await c.DrainAsync("q", 1);
    });

    [Fact]
    public Task Overflow_OfAPolicy_NacksAtTheLimit() => CompareAsync(async (s, c) =>
    {
        await s.SetPolicyAsync("p", "q", """{"max-length": 1, "overflow": "reject-publish"}""");
        await c.DeclareAsync("q");
        await c.SendAsync("q", "a", "b");
        await c.DrainAsync("q", 1);
    });

    [Fact]
    public Task MaxLengthBytes_OfAPolicy_Drops() => CompareAsync(async (s, c) =>
    {
        await s.SetPolicyAsync("p", "q", """{"max-length-bytes": 5}""");
        await c.DeclareAsync("q");
        await c.SendAsync("q", "abc", "de", "f");
        await c.DrainAsync("q", 2);
    });

    [Fact]
    public Task Expires_OfAPolicy_DeletesAnUnusedQueue() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await s.SetPolicyAsync("p", "q", """{"expires": 200}""");
        await c.GoneAsync("q");
    });

    [Fact]
    public Task ApplyTo_OfAPolicy_ChoosesQueuesOrExchanges() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("caught");
        await c.DeclareExchangeAsync("alternate", "fanout");
        await c.BindAsync("caught", "alternate");
        await s.SetPolicyAsync("p", "t-", $$"""{"alternate-exchange": "{{s.Names.Of("alternate")}}"}""", applyTo: "exchanges");
        await s.SetPolicyAsync("q", "t-", """{"max-length": 1}""", applyTo: "queues");
        await c.DeclareExchangeAsync("t-exchange", "direct");
        await c.DeclareAsync("t-queue");
        await c.PublishAsync("t-exchange", "nowhere", "a", mandatory: true);
        await c.SendAsync("t-queue", "b", "c");
        await c.DrainAsync("caught", 1);
        await c.DrainAsync("t-queue", 1);
    });

    [Fact]
    public Task AlternateExchange_OfAPolicy_WorksOnAnExistingExchange() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("x", "direct");
        await c.DeclareExchangeAsync("alternate", "fanout");
        await c.DeclareAsync("caught");
        await c.BindAsync("caught", "alternate");
        await c.PublishAsync("x", "k", "before", mandatory: true);
        var policy = await s.SetPolicyAsync("p", "x", $$"""{"alternate-exchange": "{{s.Names.Of("alternate")}}"}""");
        await c.PublishAsync("x", "k", "with", mandatory: true);
        await s.Administration.DeletePolicyAsync(policy);
        await c.PublishAsync("x", "k", "after", mandatory: true);
        await c.DrainAsync("caught", 1);
    });

    [Fact]
    public Task DeliveryLimit_OfAPolicy_DeadLetters() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await s.SetPolicyAsync("p", "q",
            $$"""{"delivery-limit": 1, "dead-letter-exchange": "", "dead-letter-routing-key": "{{s.Names.Of("dead")}}"}""");
        await c.DeclareQuorumAsync("q");
        await c.SendAsync("q", "a");
        for (var i = 0; i < 2; i++)
        {
            await c.ReadyAsync("q", 1);
            await c.NackAsync(await c.TakeAsync("q"), requeue: true);
        }
        await c.DrainAsync("dead", 1);
    });

    [Fact]
    public Task PolicyChange_OfAnotherDefinition_TakesEffect() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await s.SetPolicyAsync("p", "q", """{"max-length": 3}""");
        await c.SendAsync("q", "a", "b", "c", "d");
        await c.ReadyAsync("q", 3);
        await s.SetPolicyAsync("p", "q", """{"max-length": 1}""");
        await c.DrainAsync("q", 1);
        await s.SetPolicyAsync("p", "nothing-matches", """{"max-length": 1}""");
        await c.SendAsync("q", "e", "f");
        await c.CountAsync("q");
    });

    [Fact]
    public Task Policy_OfAnotherVirtualHost_HoldsThereOnly() => CompareAsync(async (s, c) =>
    {
        var host = s.Names.Of("vhost");
        await s.Administration.AddVirtualHostAsync(host);
        await s.Administration.SetPolicyAsync(new PolicySetting("p", s.Pattern("q"), """{"max-length": 1}""") { VirtualHost = host });
        var other = s.Connect("other", virtualHost: host).Channel("other");
        await c.DeclareAsync("q");
        await other.DeclareAsync("q");
        await c.SendAsync("q", "a", "b");
        await other.SendAsync("q", "c", "d");
        await c.DrainAsync("q", 2);
        await other.DrainAsync("q", 1);
    });

    [Theory]
    [InlineData("""{"max-length": -1}""")]
    [InlineData("""{"max-length": "5"}""")]
    [InlineData("""{"overflow": "explode"}""")]
    [InlineData("""{"no-such-key": 1}""")]
    [InlineData("""{"message-ttl": -5}""")]
    [InlineData("""{"dead-letter-exchange": 5}""")]
    [InlineData("{}")]
    public Task Definition_OfAnyContent_IsAcceptedOrRefused(string definition) => CompareAsync(async (s, c) =>
    {
        try
        {
            await s.SetPolicyAsync("p", "q", definition);
            s.Log.Add("accepted");
        }
        catch (Exception refusal) when (refusal is not NotSupportedException)
        {
            s.Log.Add("refused");
        }
    }, variant: definition);
}
