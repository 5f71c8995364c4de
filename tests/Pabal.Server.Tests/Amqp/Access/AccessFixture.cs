using Pabal.Engine.Security;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Access;

/// <summary>A broker with a user who may only use names that begin with "own", and with things to use; the peer likewise.</summary>
public sealed class AccessFixture : IAsyncLifetime
{
    public const string VirtualHost = "pabal-access";
    public const string User = "pabal-restricted";
    public const string Password = "secret";

    private readonly BrokerFixture fixture = new();

    public PabalBroker Broker => fixture.Broker;

    public int Port => fixture.Port;

    public async ValueTask InitializeAsync()
    {
        await fixture.InitializeAsync();
        await Broker.AdministerAsync(administration =>
        {
            administration.PutVirtualHost(VirtualHost);
            administration.PutPermission(VirtualHost, "guest", Permission.All);
            administration.PutUser(User, Password);
            administration.PutPermission(VirtualHost, User, new Permission("^own|^amq\\.gen", "^own", "^own"));
            administration.PutTopicPermission(VirtualHost, User, new TopicPermission("own.topic", "^a\\.", "^b\\."));
        });
        await DeclareAsync(Port);
        if (!PeerControl.IsThere)
            return;
        await DeleteFromPeerAsync();
        await PeerControl.RunAsync("add_vhost", VirtualHost);
        await PeerControl.RunAsync("set_permissions", "-p", VirtualHost, "guest", ".*", ".*", ".*");
        await PeerControl.RunAsync("add_user", User, Password);
        await PeerControl.RunAsync("set_permissions", "-p", VirtualHost, User, "^own|^amq\\.gen", "^own", "^own");
        await PeerControl.RunAsync("set_topic_permissions", "-p", VirtualHost, User, "own.topic", "^a\\.", "^b\\.");
        await DeclareAsync(BrokerFixture.PeerPort);
    }

    public async ValueTask DisposeAsync()
    {
        await fixture.DisposeAsync();
        if (PeerControl.IsThere)
            await DeleteFromPeerAsync();
    }

    internal static Task<AmqpTestClient> OpenAsync(int port) =>
        AmqpTestClient.OpenAsync(port, user: User, password: Password, virtualHost: VirtualHost);

    private static async Task DeclareAsync(int port)
    {
        await using var client = await AmqpTestClient.OpenAsync(port, virtualHost: VirtualHost);
        foreach (var exchange in new[] { "own.x", "other.x" })
            client.Send(1, new ExchangeDeclare(exchange, "direct", false, false, false, false, true, FieldTable.Empty));
        client.Send(1, new ExchangeDeclare("own.topic", "topic", false, false, false, false, true, FieldTable.Empty));
        foreach (var queue in new[] { "own.q", "other.q" })
            client.Send(1, new QueueDeclare(queue, false, false, false, false, true, FieldTable.Empty));
        (await client.OutcomeAsync()).ShouldBe("ok");
    }

    private static async Task DeleteFromPeerAsync()
    {
        string[][] deletions = [["delete_user", User], ["delete_vhost", VirtualHost]];
        foreach (var deletion in deletions)
        {
            try
            {
                await PeerControl.RunAsync(deletion);
            }
            catch (ShouldAssertException)
            {
                // It is not there.
            }
        }
    }
}
