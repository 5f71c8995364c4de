using Pabal.Engine;
using Pabal.Engine.Destinations;
using Pabal.Engine.Policies;
using Pabal.Engine.Security;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Definitions;

/// <summary>Brokers in memory that have something of everything that definitions know.</summary>
internal static class FullBroker
{
    // "secret" as RabbitMQ hashes it by default, with the salt 1, 2, 3, 4.
    public static string RabbitHash { get; } = PasswordHash.Create("secret", PasswordAlgorithm.RabbitSha256).ToBase64();

    public static Broker Create()
    {
        var broker = new Broker(long.MaxValue);
        var administration = broker.Administration;
        administration.PutVirtualHost(new VirtualHostDefinition("tenant") { Description = "a tenant", Tags = ["a", "b"] });
        administration.SetVirtualHostLimits("tenant", new VirtualHostLimits(10, 20));
        PasswordHash.TryParse("rabbit_password_hashing_sha256", RabbitHash, out var hash, out _).ShouldBeTrue();
        administration.PutUser(new UserDefinition("moved") { PasswordHash = hash, Tags = ["administrator", "x"] });
        administration.PutUser(new UserDefinition("own")
        {
            PasswordHash = PasswordHash.Create("secret", iterations: 10),
            LoopbackOnly = true,
        });
        administration.PutUser(new UserDefinition("without"));
        administration.SetUserLimits("moved", new UserLimits(5, 6));
        administration.PutPermission("tenant", "moved", new Permission("^c", "^w", ".*"));
        administration.PutTopicPermission("tenant", "moved", new TopicPermission("amq.topic", "^a", "^b"));
        broker.TryGetVirtualHost("tenant", out var host).ShouldBeTrue();
        Fill(host);
        return broker;
    }

    public static FieldTable Table(params (string Name, FieldValue Value)[] fields)
    {
        var table = new FieldTable();
        foreach (var (name, value) in fields)
            table.Set(name, value);
        return table;
    }

    private static void Fill(VirtualHost host)
    {
        var arguments = Table(
            ("x-max-length", FieldValue.Int32(7)),
            ("number", FieldValue.Double(10)),
            ("nested", FieldValue.Table(Table(("list", FieldValue.Array([FieldValue.Boolean(true), FieldValue.String("ü")]))))));
        host.DeclareExchange(new("orders", "topic", true, false, false, Table(("alternate-exchange", FieldValue.String("rest")))));
        host.DeclareExchange(new("rest", "fanout", true, true, true, FieldTable.Empty));
        host.DeclareQueue(new("q", true, false, false, arguments), host);
        host.DeclareQueue(new("quorum", true, false, false, Table(("x-queue-type", FieldValue.String("quorum")))), host);
        host.DeclareQueue(new("transient", false, false, true, FieldTable.Empty), host);
        host.DeclareQueue(new("exclusive", false, true, false, FieldTable.Empty), host);
        host.BindQueue("q", "orders", "a.#", Table(("x", FieldValue.Int64(1))), host);
        host.BindQueue("exclusive", "orders", "gone", FieldTable.Empty, host);
        host.BindExchange("rest", "orders", "b", FieldTable.Empty);
        AddDestinations(host);
        host.Policies.Set(Policy("lengths", "queues", ("max-length", FieldValue.Int64(100))), isOperator: false);
        host.Policies.Set(
            Policy("timeouts", "all", ("consumer-timeout", FieldValue.Int64(1000)), ("message-ttl", FieldValue.Int64(9))), isOperator: false);
        host.Policies.Set(Policy("classic", "classic_queues", ("max-length", FieldValue.Int64(1))), isOperator: false);
        host.Policies.Set(Policy("limit", "queues", ("max-length", FieldValue.Int64(50))), isOperator: true);
    }

    private static void AddDestinations(VirtualHost host)
    {
        host.Destinations.PutComposite(new(
            new(DestinationKind.Queue, "both.>"),
            [new(new(DestinationKind.Queue, "q"), IsFiltered: true, Selector: "n > 1"), new(new(DestinationKind.Topic, "t"))])
        {
            ForwardOnly = false,
        });
        host.Destinations.PutVirtualTopic(new("VT.>", "C.*.", ".q"));
    }

    private static Policy Policy(string name, string scope, params (string, FieldValue)[] definition) =>
        Engine.Policies.Policy.Create(name, $"^{name}", scope, 3, Table(definition), isOperator: false);
}
