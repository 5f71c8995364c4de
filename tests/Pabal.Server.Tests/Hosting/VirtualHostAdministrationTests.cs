using Pabal.Engine.Destinations;
using Pabal.Engine.Policies;
using Pabal.Engine.Security;
using Pabal.Server.Tests.Durability;
using Pabal.Storage.Tests.Devices;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Hosting;

/// <summary>What embedding programs define in a virtual host.</summary>
public sealed class VirtualHostAdministrationTests
{
    private static readonly DestinationName Both = new(DestinationKind.Queue, "both");

    [Fact]
    public async Task Administer_OfDestinationsAndPolicies_CompletesWhenACrashLeavesThem()
    {
        var device = new SimulatedDevice();
        using var gate = new SyncGate(device);
        await using var broker = await SimulatedStorage.StartAsync(device);
        gate.Close();

        var administering = broker.AdministerAsync(administration => Define(administration.In("/")));

        await gate.WhenReachedAsync();
        administering.IsCompleted.ShouldBeFalse();
        gate.Open();
        await administering;
        await using var restarted = await SimulatedStorage.StartAsync(device.Crash(CrashStyle.LosesAll));
        var host = restarted.Administration.In("/");
        host.Composites.ShouldHaveSingleItem().Name.ShouldBe(Both);
        host.VirtualTopics.Select(topic => topic.Name).ShouldBe(["VT.>"]);
        host.GetPolicies().ShouldHaveSingleItem().Name.ShouldBe("short");
    }

    [Fact]
    public async Task Delete_OfWhatWasDefined_LeavesNothing()
    {
        await using var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        var host = broker.Administration.In("/");
        Define(host);

        host.DeleteComposite(Both).ShouldBeTrue();
        host.DeleteComposite(Both).ShouldBeFalse();
        host.DeleteVirtualTopic("VT.>").ShouldBeTrue();
        host.DeleteVirtualTopic("VT.>").ShouldBeFalse();
        host.DeletePolicy("short");

        host.Composites.ShouldBeEmpty();
        host.VirtualTopics.ShouldBeEmpty();
        host.GetPolicies().ShouldBeEmpty();
        Should.Throw<AdministrationException>(() => host.DeletePolicy("short")).Message.ShouldBe("Parameter does not exist");
    }

    [Fact]
    public async Task Administer_OfWhatCannotBe_SaysWhy()
    {
        await using var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);

        Should.Throw<AdministrationException>(() => broker.Administration.In("none"))
            .Message.ShouldBe("there is no virtual host 'none'");
        Should.Throw<AdministrationException>(() => broker.Administration.In("/").PutComposite(new(Both, [])))
            .Message.ShouldBe("composite destination 'queue://both': it forwards to nothing");
    }

    private static void Define(VirtualHostAdministration host)
    {
        var definition = new FieldTable();
        definition.Set("max-length", FieldValue.Int64(3));
        host.PutPolicy(Policy.Create("short", "^q", "queues", 0, definition, isOperator: false));
        host.PutVirtualTopic(new VirtualTopicDefinition("VT.>", "C.*."));
        host.DeleteVirtualTopic("VirtualTopic.>").ShouldBeTrue();
        host.PutComposite(new CompositeDefinition(Both, [new(new(DestinationKind.Queue, "q"))]));
    }
}
