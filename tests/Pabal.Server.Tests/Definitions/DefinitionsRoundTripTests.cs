using System.Text;
using System.Text.Json.Nodes;
using Pabal.Engine;
using Pabal.Engine.Security;
using Pabal.Server.Definitions;

namespace Pabal.Server.Tests.Definitions;

/// <summary>What is exported comes back as it was.</summary>
public class DefinitionsRoundTripTests
{
    [Fact]
    public void Import_OfAnExport_MakesTheSameBroker()
    {
        using var source = FullBroker.Create();
        using var target = new Broker(long.MaxValue);

        var json = BrokerDefinitions.Export(source, null).Json;
        BrokerDefinitions.Import(target, json, null, out _).Warnings.ShouldBeEmpty();

        Export(target).ShouldBe(Encoding.UTF8.GetString(json.Span));
        target.Administration.FindUser("own")!.LoopbackOnly.ShouldBeTrue();
        target.Administration.GetUserLimits("moved").ShouldBe(new UserLimits(5, 6));
        target.TryGetVirtualHost("tenant", out var host).ShouldBeTrue();
        host.Policies.List(isOperator: false).Count.ShouldBe(3);
        host.Destinations.Composites.ShouldHaveSingleItem().Forwards[0].Selector.ShouldBe("n > 1");
        host.Destinations.VirtualTopics.Count.ShouldBe(2);
        host.Describe().Queues.Select(queue => queue.Name).ShouldBe(["q", "quorum", "transient"]);
        host.Describe().Queues[0].Arguments.TryGet("number", out var number).ShouldBeTrue();
        number.Type.ShouldBe(Wire.Amqp.FieldType.Double);
    }

    [Fact]
    public void Import_OfTheBrokersOwnExport_ChangesNothing()
    {
        using var broker = FullBroker.Create();
        var before = Export(broker);

        BrokerDefinitions.Import(broker, Encoding.UTF8.GetBytes(before), null, out _).Warnings.ShouldBeEmpty();

        Export(broker).ShouldBe(before);
    }

    [Fact]
    public void Export_OfAUserOfOurs_WarnsAndGivesRabbitMqNoHash()
    {
        using var broker = FullBroker.Create();

        var export = BrokerDefinitions.Export(broker, null);

        var root = JsonNode.Parse(export.Json.Span)!;
        var users = root["users"]!.AsArray().ToDictionary(user => (string)user!["name"]!, user => (string?)user!["password_hash"]);
        users["moved"].ShouldBe(FullBroker.RabbitHash);
        users["own"].ShouldBeNull();
        users["without"].ShouldBe("");
        export.Warnings.ShouldContain(warning => warning.StartsWith("user 'own': RabbitMQ can't check", StringComparison.Ordinal));
        export.Warnings.ShouldContain(warning => warning.StartsWith("policy 'classic'", StringComparison.Ordinal));
        root["policies"]!.AsArray().Select(policy => (string)policy!["name"]!).Order().ShouldBe(["lengths", "timeouts"]);
        root["policies"]!.ToJsonString().ShouldNotContain("consumer-timeout");
    }

    // As RabbitMQ then shows the user without a password, so that nobody is let in by mistake.
    [Fact]
    public void Import_OfAUserWithoutHash_KeepsThePasswordThatIsThere()
    {
        using var broker = FullBroker.Create();
        var hash = broker.Administration.FindUser("own")!.PasswordHash;

        Import(broker, """{"users":[{"name":"own","tags":"monitoring"},{"name":"moved","password_hash":"","tags":[]}]}""");

        broker.Administration.FindUser("own")!.PasswordHash.ShouldBe(hash);
        broker.Administration.FindUser("own")!.Tags.ShouldBe(["monitoring"]);
        broker.Administration.FindUser("moved")!.PasswordHash.ShouldBeNull();
    }

    [Fact]
    public void Export_OfAVirtualHost_ComesIntoAnotherOne()
    {
        using var source = FullBroker.Create();
        using var target = new Broker(long.MaxValue);

        var json = BrokerDefinitions.Export(source, "tenant").Json;
        BrokerDefinitions.Import(target, json, "/", out _);

        JsonNode.Parse(json.Span)!.AsObject().Select(member => member.Key).ShouldNotContain("users");
        target.TryGetVirtualHost("/", out var host).ShouldBeTrue();
        host.Describe().Queues.Count.ShouldBe(3);
        host.Policies.List(isOperator: true).Count.ShouldBe(1);
        target.Administration.GetVirtualHostLimits("/").MaxQueues.ShouldBe(20);
        target.Administration.VirtualHosts.Count.ShouldBe(1);
    }

    private static string Export(Broker broker) => Encoding.UTF8.GetString(BrokerDefinitions.Export(broker, null).Json.Span);

    private static void Import(Broker broker, string json) =>
        BrokerDefinitions.Import(broker, Encoding.UTF8.GetBytes(json), null, out _);
}
