using Pabal.Engine.Destinations;
using Pabal.Engine.Policies;
using Pabal.Storage.Tests.Devices;
using Pabal.Wire.Amqp;
using static Pabal.Engine.Tests.Definitions.Declared;

namespace Pabal.Engine.Tests.Durability;

/// <summary>Which exchanges, queues and bindings are there after a restart.</summary>
public class DefinitionRecoveryTests
{
    private const int FileOctets = 4096;

    [Fact]
    public void Restart_WithDefinitionsOfEveryKind_HasThemAsTheyWere()
    {
        var arguments = new FieldTable();
        arguments.Set("x-max-length", FieldValue.Int32(7));
        arguments.Set("ü", FieldValue.String("ä"));
        var text = "";
        var device = After(broker =>
        {
            broker.DeclareExchange("direct", "direct");
            broker.DeclareExchange("topic", "topic", autoDelete: true);
            broker.VirtualHost.DeclareExchange(new("inner", "headers", true, false, true, arguments));
            broker.VirtualHost.DeclareQueue(new("q", true, false, true, arguments), broker.Owner);
            broker.Declare("plain");
            broker.Bind("q", "amq.topic", "a.#");
            broker.VirtualHost.BindQueue("plain", "inner", "key", arguments, broker.Owner);
            broker.VirtualHost.BindExchange("inner", "topic", "x.*", FieldTable.Empty);
            broker.Bind("plain", "direct", "gone");
            broker.VirtualHost.UnbindQueue("plain", "direct", "gone", FieldTable.Empty, broker.Owner);
            broker.Declare("deleted");
            broker.Bind("deleted", "direct", "k");
            broker.VirtualHost.DeleteQueue("deleted", broker.Owner, false, false);
            text = BrokerModel.Text(broker.Topology);
        });

        using var restarted = new DrivenBroker(device, FileOctets);

        BrokerModel.Text(restarted.Topology).ShouldBe(text);
        restarted.Queue("q").Definition.Arguments.TryGet("ü", out var value).ShouldBeTrue();
        value.AsString.ShouldBe("ä");
        restarted.Topology.FindExchange("inner")!.Definition.Internal.ShouldBeTrue();
        restarted.Topology.FindExchange("inner")!.Bindings.ShouldHaveSingleItem().Arguments.TryGet("x-max-length", out _).ShouldBeTrue();
    }

    [Fact]
    public void Restart_WithAnAutoDeleteExchangeOfATransientQueue_KeepsTheExchange()
    {
        var device = After(broker =>
        {
            broker.DeclareExchange("x", autoDelete: true);
            broker.Declare("transient", durable: false);
            broker.Bind("transient", "x");
        });

        using var restarted = new DrivenBroker(device, FileOctets);

        restarted.Topology.FindExchange("x").ShouldNotBeNull();
        restarted.Topology.FindQueue("transient").ShouldBeNull();
    }

    [Fact]
    public void Restart_AfterACascadeOfAutoDeletes_HasNothingOfIt()
    {
        var device = After(broker =>
        {
            broker.DeclareExchange("first", autoDelete: true);
            broker.DeclareExchange("second", autoDelete: true);
            broker.Declare("q");
            broker.VirtualHost.BindExchange("second", "first", "", FieldTable.Empty);
            broker.Bind("q", "second");
            broker.VirtualHost.DeleteQueue("q", broker.Owner, false, false);
        });

        using var restarted = new DrivenBroker(device, FileOctets);

        BrokerModel.Text(restarted.Topology).ShouldBeEmpty();
    }

    // It ended with its connection; as a queue that anybody may use it has never been.
    [Fact]
    public void Restart_WithAnExclusiveDurableQueue_HasItNoMore()
    {
        var device = After(broker =>
        {
            broker.Declare("q", exclusive: true).Journal.ShouldBeNull();
            broker.Publish("q", "message");
        });

        using var restarted = new DrivenBroker(device, FileOctets);

        restarted.Topology.FindQueue("q").ShouldBeNull();
    }

    [Fact]
    public void Restart_FromASnapshotAlone_HasEverything()
    {
        var text = "";
        var device = After(broker =>
        {
            broker.DeclareExchange("x");
            broker.Declare("q");
            broker.Bind("q", "x", "key");
            Fill(broker);
            broker.Journal.Log.Statistics()[0].Number.ShouldBeGreaterThan(1, "the first file is still there");
            text = BrokerModel.Text(broker.Topology);
        });

        using var restarted = new DrivenBroker(device, FileOctets);

        BrokerModel.Text(restarted.Topology).ShouldBe(text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Restart_WithPolicies_HasThemAndTheirEffect(bool fromSnapshot)
    {
        var device = After(broker =>
        {
            var policies = broker.VirtualHost.Policies;
            broker.Declare("q");
            broker.DeclareExchange("x");
            policies.Set(Policy("p", "^q$", ("max-length", Value(10L))), isOperator: false);
            policies.Set(Policy("o", "^q$", ("max-length", Value(7L))), isOperator: true);
            policies.Set(Policy("x", "^x$", ("alternate-exchange", Value("amq.fanout"))), isOperator: false);
            policies.Set(Policy("gone", "", ("max-length", Value(1L))), isOperator: false);
            policies.Clear("gone", isOperator: false);
            if (fromSnapshot)
                Fill(broker);
        });

        using var restarted = new DrivenBroker(device, FileOctets);

        restarted.Queue("q").Settings.MaxLength.ShouldBe(7);
        restarted.Topology.FindExchange("x")!.AlternateName.ShouldBe("amq.fanout");
        restarted.VirtualHost.Policies.List(isOperator: false).Select(policy => policy.Name).ShouldBe(["p", "x"]);
        restarted.VirtualHost.Policies.List(isOperator: true).ShouldHaveSingleItem().Priority.ShouldBe(-3);
    }

    // Its messages are in no one's way: a file with nothing else goes, also when the record of the deletion is replayed.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Restart_AfterAQueueWasDeleted_KeepsNothingOfIt(bool isRedeclared)
    {
        var device = After(broker =>
        {
            broker.Declare("q");
            for (var i = 0; i < 50; i++)
                broker.Publish("q", new string('x', 300));
            broker.VirtualHost.DeleteQueue("q", broker.Owner, false, false);
            if (isRedeclared)
                broker.Declare("q");
        });

        using var restarted = new DrivenBroker(device, FileOctets);

        restarted.Journal.Lanes.Count().ShouldBe(isRedeclared ? 1 : 0);
        restarted.Observer.Recovered.Messages.ShouldBe(0);
        restarted.Journal.Log.Statistics().Sum(file => file.LiveCount).ShouldBe(0);
    }

    [Fact]
    public void Declare_AfterARestart_GivesAnIdThatWasNeverUsed()
    {
        long last = 0;
        var device = After(broker =>
        {
            broker.Declare("a");
            last = broker.Declare("b").Id;
            broker.VirtualHost.DeleteQueue("b", broker.Owner, false, false);
        });

        using var restarted = new DrivenBroker(device, FileOctets);

        restarted.Declare("c").Id.ShouldBeGreaterThan(last);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Restart_WithCompositesAndVirtualTopics_HasThemAsTheyWere(bool isFromSnapshot)
    {
        var text = "";
        CompositeDefinition first = new(
            new(DestinationKind.Queue, "FOO.*"),
            [
                new(new(DestinationKind.Queue, "a"), IsFiltered: true, Selector: "n > 1"),
                new(new(DestinationKind.Topic, "b"), IsFiltered: true),
                new(new(DestinationKind.Queue, "c")),
            ])
        {
            ForwardOnly = false,
            SendWhenNotMatched = true,
        };
        CompositeDefinition second = new(new(DestinationKind.Topic, "FOO.*"), [new(new(DestinationKind.Queue, "a"))]);
        var device = After(broker =>
        {
            var destinations = broker.VirtualHost.Destinations;
            destinations.PutComposite(second with { Name = new(DestinationKind.Queue, "gone") });
            destinations.PutComposite(first with { SendWhenNotMatched = false });
            destinations.PutComposite(second);
            destinations.PutComposite(first);
            destinations.DeleteComposite(new(DestinationKind.Queue, "gone")).ShouldBeTrue();
            destinations.PutVirtualTopic(new("VT.>", "C.*.", ".q"));
            destinations.DeleteVirtualTopic("VirtualTopic.>").ShouldBeTrue();
            if (isFromSnapshot)
                Fill(broker);
            text = BrokerModel.Text(broker.Topology);
        });

        using var restarted = new DrivenBroker(device, FileOctets);

        BrokerModel.Text(restarted.Topology).ShouldBe(text);
        var found = restarted.VirtualHost.Destinations.Composites;
        found.Select(one => one with { Forwards = [] }).ShouldBe([first with { Forwards = [] }, second with { Forwards = [] }]);
        found.SelectMany(one => one.Forwards).ShouldBe([.. first.Forwards, .. second.Forwards]);
        restarted.VirtualHost.Destinations.VirtualTopics.ShouldBe([new("VT.>", "C.*.", ".q")]);
    }

    [Fact]
    public void Restart_AfterAGroupsQueueWasMadeByUse_HasItWithItsBinding()
    {
        var device = After(broker => broker.VirtualHost.OpenQueue("Consumer.A.VirtualTopic.Orders", broker.Owner));

        using var restarted = new DrivenBroker(device, FileOctets);
        restarted.PublishLater("amq.topic", "VirtualTopic.Orders", "order");
        restarted.Flush();

        restarted.Drain("Consumer.A.VirtualTopic.Orders").ShouldBe(["order"]);
    }

    // One record: whatever a crash leaves of it, both queues have it or neither.
    [Fact]
    public void Restart_AfterAMessageToACompositeDestination_HasAllCopiesOrNone()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var broker = new DrivenBroker(new SimulatedDevice(), FileOctets);
            broker.Declare("a");
            broker.Declare("b");
            broker.VirtualHost.Destinations.PutComposite(new(
                new(DestinationKind.Queue, "both"), [new(new(DestinationKind.Queue, "a")), new(new(DestinationKind.Queue, "b"))]));
            broker.Commit().ShouldBeTrue();
            broker.Hold();
            broker.Publish("both", new string('x', 3000));
            for (var step = seed % 4; step > 0; step--)
                broker.Step();
            using var restarted = new DrivenBroker(broker.Crash(CrashStyle.TearsOctets, seed), FileOctets);

            restarted.Drain("a").ShouldBe(restarted.Drain("b"), $"seed {seed}");
        }
    }

    private static Policy Policy(string name, string pattern, (string, FieldValue) setting) =>
        Engine.Policies.Policy.Create(name, pattern, "all", -3, Arguments(setting), isOperator: false);

    private static SimulatedDevice After(Action<DrivenBroker> use)
    {
        var broker = new DrivenBroker(new SimulatedDevice(), FileOctets);
        broker.Hold();
        use(broker);
        broker.Commit().ShouldBeTrue();
        return broker.Crash(CrashStyle.LosesAll);
    }

    private static void Fill(DrivenBroker broker)
    {
        for (var i = 0; i < 300; i++)
        {
            broker.DeclareExchange("filling");
            broker.VirtualHost.DeleteExchange("filling", ifUnused: false);
        }
        broker.KeepAll();
    }
}
