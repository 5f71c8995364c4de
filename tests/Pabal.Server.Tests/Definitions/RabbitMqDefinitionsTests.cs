using System.Text.Json.Nodes;
using Mailroom.Servers;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Pabal.Server.Tests.Definitions;

/// <summary>Moving in from Debian's rabbitmq-server, and out to it.</summary>
public sealed class RabbitMqDefinitionsTests(RabbitMqNode rabbit) : IClassFixture<RabbitMqNode>
{
    [Fact]
    public async Task Import_OfWhatRabbitMqExports_LetsItsUsersInAndHasTheirQueues()
    {
        SkipUnlessInstalled();
        await rabbit.ControlAsync("add_vhost", "in");
        await rabbit.ControlAsync("add_user", "alice", "her secret");
        await rabbit.ControlAsync("set_user_tags", "alice", "monitoring", "policymaker");
        await rabbit.ControlAsync("set_permissions", "-p", "in", "alice", ".*", ".*", ".*");
        await rabbit.ControlAsync("set_topic_permissions", "-p", "in", "alice", "amq.topic", "^a", "^b");
        await rabbit.ControlAsync("set_vhost_limits", "-p", "in", """{"max-queues": 12}""");
        await rabbit.ControlAsync("set_policy", "-p", "in", "--apply-to", "queues", "lengths", "^q", """{"max-length":12,"overflow":"reject-publish"}""");
        await rabbit.ControlAsync("set_operator_policy", "-p", "in", "--apply-to", "queues", "limit", "^q", """{"max-length":10}""");
        await using (var connection = await ConnectAsync(rabbit.Port, "alice", "her secret", "in"))
        {
            await using var channel = await connection.CreateChannelAsync();
            await channel.ExchangeDeclareAsync("x", "topic", durable: true);
            await channel.QueueDeclareAsync("q", true, false, false, new Dictionary<string, object?> { ["x-max-priority"] = 5 });
            await channel.QueueDeclareAsync("quorum", true, false, false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
            await channel.QueueBindAsync("q", "x", "a.#", new Dictionary<string, object?> { ["n"] = 1 });
        }
        await rabbit.ControlAsync("export_definitions", rabbit.PathOf("in.json"));

        await using var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        var result = await broker.ImportDefinitionsAsync(await File.ReadAllBytesAsync(rabbit.PathOf("in.json")));

        // What the other test has left there has an internal exchange, which RabbitMQ doesn't export.
        result.Warnings.ShouldAllBe(warning => warning.Contains("in vhost 'tenant'"));
        await using var moved = await ConnectAsync(broker.AmqpEndPoint.Port, "alice", "her secret", "in");
        await using var movedChannel = await moved.CreateChannelAsync();
        await movedChannel.QueueDeclareAsync("q", true, false, false, new Dictionary<string, object?> { ["x-max-priority"] = 5 });
        await movedChannel.QueueDeclareAsync("quorum", true, false, false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        await movedChannel.BasicPublishAsync("x", "a.b", new byte[] { 1 });
        await Amqp.Eventually.TrueAsync(async () => await movedChannel.MessageCountAsync("q") == 1, "the message is not in the queue");
        broker.Engine.TryGetVirtualHost("in", out var host).ShouldBeTrue();
        host.GetQueue("q", this).Settings.MaxLength.ShouldBe(10);
        broker.Administration.GetVirtualHostLimits("in").MaxQueues.ShouldBe(12);
        broker.Administration.FindUser("alice")!.Tags.ShouldBe(["monitoring", "policymaker"]);
        await Should.ThrowAsync<BrokerUnreachableException>(() => ConnectAsync(broker.AmqpEndPoint.Port, "alice", "wrong", "in"));
    }

    [Fact]
    public async Task Export_OfABroker_IsTakenByRabbitMqWithUsersThatCameFromThere()
    {
        SkipUnlessInstalled();
        using var source = FullBroker.Create();
        var export = Server.Definitions.BrokerDefinitions.Export(source, null);
        // Its default user would take the place of RabbitMQ's.
        await File.WriteAllBytesAsync(rabbit.PathOf("out.json"), export.Json.ToArray());

        await rabbit.ControlAsync("import_definitions", rabbit.PathOf("out.json"));

        await rabbit.ControlAsync("authenticate_user", "moved", "secret");
        (await rabbit.ControlAsync("list_users")).ShouldContain("own");
        (await rabbit.ControlAsync("list_policies", "-p", "tenant")).ShouldContain("""{"message-ttl":9}""");
        (await rabbit.ControlAsync("list_operator_policies", "-p", "tenant")).ShouldContain("limit");
        (await rabbit.ControlAsync("list_vhost_limits", "-p", "tenant")).ShouldContain("\"max-queues\":20");
        await rabbit.ControlAsync("export_definitions", rabbit.PathOf("back.json"));
        var back = JsonNode.Parse(await File.ReadAllBytesAsync(rabbit.PathOf("back.json")))!;
        var sent = JsonNode.Parse(export.Json.Span)!;
        foreach (var member in new[] { "queues", "bindings", "policies", "topic_permissions" })
            Items(back, member).ShouldBe(Items(sent, member), ignoreOrder: true);
    }

    private static List<string> Items(JsonNode definitions, string member) => definitions[member]!.AsArray()
        .Where(item => (string)item!["vhost"]! == "tenant")
        .Select(item => Text(item!))
        .ToList();

    // With the members of objects in the order of their names.
    private static string Text(JsonNode node) => node switch
    {
        JsonObject members => $"{{{string.Join(',', members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}:{Text(member.Value!)}"))}}}",
        JsonArray items => $"[{string.Join(',', items.Select(item => Text(item!)))}]",
        _ => node.ToJsonString(),
    };

    private static Task<IConnection> ConnectAsync(int port, string user, string password, string virtualHost) => new ConnectionFactory
    {
        HostName = "127.0.0.1",
        Port = port,
        UserName = user,
        Password = password,
        VirtualHost = virtualHost,
    }.CreateConnectionAsync();

    private static void SkipUnlessInstalled() =>
        Assert.SkipWhen(RabbitMqServer.Missing is not null, RabbitMqServer.Missing ?? "");
}
