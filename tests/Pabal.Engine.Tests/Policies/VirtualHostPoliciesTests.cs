using Pabal.Engine.Policies;
using Pabal.Engine.Publishing;
using static Pabal.Engine.Tests.Definitions.Declared;

namespace Pabal.Engine.Tests.Policies;

/// <summary>Which policy applies to what, and since when.</summary>
public class VirtualHostPoliciesTests
{
    private readonly TestHost host = new();

    [Fact]
    public void Set_OnQueuesThatAreThere_HoldsAtOnceForThoseThatMatch()
    {
        var orders = host.Declare("orders.eu");
        var other = host.Declare("invoices");

        Set("p", "^orders\\.", 10);

        orders.Settings.MaxLength.ShouldBe(10);
        other.Settings.MaxLength.ShouldBeNull();
        host.Declare("orders.us").Settings.MaxLength.ShouldBe(10);
    }

    [Fact]
    public void Set_InThePlaceOfAnother_ChangesWhatMatchedAndWhatMatches()
    {
        var (a, b) = (host.Declare("a"), host.Declare("b"));
        Set("p", "^a$", 1);

        Set("p", "^b$", 2);

        a.Settings.MaxLength.ShouldBeNull();
        b.Settings.MaxLength.ShouldBe(2);
        host.VirtualHost.Policies.List(isOperator: false).ShouldHaveSingleItem().Pattern.ShouldBe("^b$");
    }

    [Fact]
    public void Clear_GivesWayToTheNextPolicy()
    {
        var queue = host.Declare("q");
        Set("low", "q", 1, priority: -1);
        Set("high", "q", 2, priority: 5);
        queue.Settings.MaxLength.ShouldBe(2);

        host.VirtualHost.Policies.Clear("high", isOperator: false);
        queue.Settings.MaxLength.ShouldBe(1);

        host.VirtualHost.Policies.Clear("low", isOperator: false);
        queue.Settings.MaxLength.ShouldBeNull();
    }

    [Fact]
    public void Set_OfSeveralThatMatch_TakesOneWithTheHighestPriorityAndNothingOfTheOthers()
    {
        var queue = host.Declare("q");
        Set("a", "q", 1, priority: 1);
        host.VirtualHost.Policies.Set(Policy.Create("b", "q", "all", 2, Arguments(("message-ttl", Value(9L))), false), false);

        queue.Settings.TimeToLiveMs.ShouldBe(9);
        queue.Settings.MaxLength.ShouldBeNull();
    }

    [Fact]
    public void Set_OfAnOperatorPolicy_LimitsWhatThePolicySays()
    {
        var queue = host.Declare("q");
        Set("p", "q", 100);

        Set("o", "q", 10, isOperator: true);
        queue.Settings.MaxLength.ShouldBe(10);

        Set("p", "q", 5);
        queue.Settings.MaxLength.ShouldBe(5);
        host.VirtualHost.Policies.List(isOperator: true).ShouldHaveSingleItem().Name.ShouldBe("o");
    }

    [Theory]
    [InlineData("all", true, true)]
    [InlineData("queues", true, true)]
    [InlineData("classic_queues", true, false)]
    [InlineData("quorum_queues", false, true)]
    [InlineData("exchanges", false, false)]
    [InlineData("streams", false, false)]
    public void Set_WithAScope_HoldsForItsQueuesOnly(string scope, bool forClassic, bool forQuorum)
    {
        var classic = host.Declare("classic");
        var quorum = host.VirtualHost.DeclareQueue(
            new("quorum", true, false, false, Arguments(("x-queue-type", Value("quorum")))), host.Owner);

        Set("p", "", 1, scope: scope);

        classic.Settings.MaxLength.HasValue.ShouldBe(forClassic);
        quorum.Settings.MaxLength.HasValue.ShouldBe(forQuorum);
    }

    [Fact]
    public void Set_WithAnAlternateExchange_LeadsThereAtOnceAlsoForRoutesThatAreRemembered()
    {
        host.DeclareExchange("main");
        host.DeclareExchange("rest");
        var queue = host.Declare("q");
        host.Bind("q", "rest");
        host.Publish("main", "").ShouldBe(PublishResult.Unroutable);

        host.VirtualHost.Policies.Set(
            Policy.Create("p", "^main$", "exchanges", 0, Arguments(("alternate-exchange", Value("rest"))), false), false);
        host.Publish("main", "").ShouldBe(PublishResult.Routed);
        queue.ReadyCount.ShouldBe(1);

        host.VirtualHost.Policies.Clear("p", isOperator: false);
        host.Publish("main", "").ShouldBe(PublishResult.Unroutable);
    }

    [Fact]
    public void Set_WithAnAlternateExchange_LeavesOneThatIsAnArgument()
    {
        host.DeclareExchange("other");
        host.DeclareExchange("rest");
        host.VirtualHost.Policies.Set(Policy.Create("p", "", "all", 0, Arguments(("alternate-exchange", Value("other"))), false), false);

        host.DeclareExchange("main", alternate: "rest");
        host.DeclareExchange("bare");

        host.VirtualHost.GetExchange("main").AlternateName.ShouldBe("rest");
        host.VirtualHost.GetExchange("bare").AlternateName.ShouldBe("other");
        host.VirtualHost.GetExchange("").AlternateName.ShouldBeNull();
    }

    [Fact]
    public void Set_WithAnEffectOnAQueue_EndsWhatPublishersRemember()
    {
        host.DeclareExchange("x");
        host.Declare("q");
        var version = host.VirtualHost.RoutingVersion;

        Set("p", "^other$", 1);
        host.VirtualHost.RoutingVersion.ShouldBe(version);

        Set("p", "^q$", 1);
        host.VirtualHost.RoutingVersion.ShouldNotBe(version);
    }

    [Fact]
    public void Set_ForAnything_LeavesDirectReplyTo()
    {
        var queue = host.VirtualHost.CreateInternalQueue("amq.rabbitmq.reply-to.x", host.Owner);

        Set("p", "", 1);

        queue.Settings.MaxLength.ShouldBeNull();
    }

    [Fact]
    public void Clear_OfAnUnknownPolicy_IsRefused() =>
        Should.Throw<BrokerException>(() => host.VirtualHost.Policies.Clear("p", false)).Message.ShouldBe("Parameter does not exist");

    [Fact]
    public void Match_WithLookAhead_DoesWhatItSays()
    {
        Set("p", "^(?!amq\\.)", 1);

        host.Declare("q").Settings.MaxLength.ShouldBe(1);
        host.Declare("").Settings.MaxLength.ShouldBeNull("a name that the broker makes begins with amq.");
    }

    private void Set(string name, string pattern, long maxLength, long priority = 0, string scope = "queues", bool isOperator = false) =>
        host.VirtualHost.Policies.Set(
            Policy.Create(name, pattern, scope, priority, Arguments(("max-length", Value(maxLength))), isOperator), isOperator);
}
