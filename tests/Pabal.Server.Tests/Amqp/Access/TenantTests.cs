using Pabal.Engine.Security;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Access;

/// <summary>What becomes of connections when users, virtual hosts, rights and limits change.</summary>
public sealed class TenantTests : IAsyncLifetime
{
    private PabalBroker broker = null!;

    private Administration Administration => broker.Administration;

    private int Port => broker.AmqpEndPoint.Port;

    public async ValueTask InitializeAsync()
    {
        broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        await broker.AdministerAsync(administration =>
        {
            administration.PutVirtualHost("tenant");
            administration.PutUser(new UserDefinition("user") { PasswordHash = PasswordHash.Create("pw", iterations: 1) });
            administration.PutPermission("tenant", "user", Permission.All);
        });
    }

    public ValueTask DisposeAsync() => broker.DisposeAsync();

    [Fact]
    public async Task User_WhoIsDeleted_IsDisconnected()
    {
        await using var client = await OpenAsync();
        await using var other = await AmqpTestClient.OpenAsync(Port);

        Administration.DeleteUser("user");

        (await client.ExpectErrorAsync()).ShouldBe("connection 320 (0,0) CONNECTION_FORCED - user 'user' is deleted");
        await other.ExpectNothingMoreAsync();
        (await ConnectAsync("tenant")).ShouldStartWith("connection 403 (0,0) ACCESS_REFUSED - Login was refused");
    }

    [Fact]
    public async Task VirtualHost_ThatIsDeleted_DisconnectsItsClients()
    {
        await using var client = await OpenAsync();
        await client.DeclareAsync("q", exclusive: false);

        Administration.DeleteVirtualHost("tenant");

        (await client.ExpectErrorAsync()).ShouldBe("connection 320 (0,0) CONNECTION_FORCED - vhost 'tenant' is deleted");
        (await ConnectAsync("tenant")).ShouldBe("connection 530 (10,40) NOT_ALLOWED - vhost tenant not found");
    }

    [Fact]
    public async Task VirtualHost_WithoutPermission_IsRefused() =>
        (await ConnectAsync("/")).ShouldBe("connection 530 (10,40) NOT_ALLOWED - access to vhost '/' refused for user 'user'");

    [Fact]
    public async Task Limits_OfConnections_AreTold()
    {
        Administration.SetUserLimits("user", new UserLimits(MaxConnections: 1));
        var client = await OpenAsync();

        (await ConnectAsync("tenant")).ShouldBe(
            "connection 530 (10,40) NOT_ALLOWED - connection refused for user 'user': user connection limit (1) is reached");
        await client.DisposeAsync();
        await Eventually.TrueAsync(async () => await ConnectAsync("tenant") == "ok", "the place is free");
        Administration.SetVirtualHostLimits("tenant", new VirtualHostLimits(MaxConnections: 0));
        (await ConnectAsync("tenant")).ShouldBe(
            "connection 530 (10,40) NOT_ALLOWED - access to vhost 'tenant' refused for user 'user': connection limit (0) is reached");
    }

    [Fact]
    public async Task Limits_OfChannelsAndQueues_AreTold()
    {
        Administration.SetUserLimits("user", new UserLimits(MaxChannels: 1));
        Administration.SetVirtualHostLimits("tenant", new VirtualHostLimits(MaxQueues: 0));
        await using var client = await OpenAsync();

        client.Send(1, new QueueDeclare("q", false, false, true, false, false, FieldTable.Empty));
        (await client.ExpectErrorAsync()).ShouldBe(
            "channel 406 (50,10) PRECONDITION_FAILED - cannot declare queue 'q': queue limit in vhost 'tenant' (0) is reached");
        client.Send(1, default(ChannelCloseOk));
        await client.OpenChannelAsync(1);
        client.Send(2, default(ChannelOpen));
        (await client.ExpectErrorAsync()).ShouldBe(
            "connection 530 (0,0) NOT_ALLOWED - number of channels opened for user 'user' has reached the maximum allowed user limit of (1)");
    }

    [Fact]
    public async Task Publisher_WhoseRightIsTaken_IsRefusedWithItsNextMessage()
    {
        await using var client = await OpenAsync();
        var queue = await client.DeclareAsync();
        client.Publish("", queue, "first");
        await client.ExpectNothingMoreAsync();

        Administration.DeletePermission("tenant", "user");
        client.Publish("", queue, "second");

        (await client.OutcomeAsync()).ShouldBe(
            "channel 403 (60,40) ACCESS_REFUSED - access to exchange 'amq.default' in vhost 'tenant' refused for user 'user'");
    }

    [Fact]
    public async Task UpdateSecret_IsTaken()
    {
        await using var client = await OpenAsync();

        await client.Send(0, new ConnectionUpdateSecret("new"u8.ToArray(), "it expires")).ExpectAsync<ConnectionUpdateSecretOk>(0);
    }

    [Fact]
    public async Task Input_SentBeforeTheLoginIsChecked_IsHandledAfterIt()
    {
        using var session = new MemoryStream();
        session.Write(ProtocolHeader.Octets);
        session.Write(TestFrames.Method(0, new ConnectionStartOk(FieldTable.Empty, "PLAIN", "\0user\0pw"u8.ToArray(), "en_US")));
        session.Write(TestFrames.Method(0, new ConnectionTuneOk(10, 4096, 0)));
        session.Write(TestFrames.Method(0, new ConnectionOpen("tenant")));
        session.Write(TestFrames.Method(1, default(ChannelOpen)));
        await using var client = await AmqpTestClient.ConnectAsync(Port);

        client.Send(session.ToArray());

        await client.ExpectAsync<ConnectionStart>(0);
        await client.ExpectAsync<ConnectionTune>(0);
        await client.ExpectAsync<ConnectionOpenOk>(0);
        await client.ExpectAsync<ChannelOpenOk>();
    }

    private Task<AmqpTestClient> OpenAsync() =>
        AmqpTestClient.OpenAsync(Port, user: "user", password: "pw", virtualHost: "tenant");

    private async Task<string> ConnectAsync(string virtualHost)
    {
        await using var client = await AmqpTestClient.ConnectAsync(Port);
        client.Send(ProtocolHeader.Octets);
        client.Send(0, new ConnectionStartOk(AmqpTestClientDefaults.Properties, "PLAIN", "\0user\0pw"u8.ToArray(), "en_US"));
        client.Send(0, new ConnectionTuneOk(10, 4096, 0)).Send(0, new ConnectionOpen(virtualHost));
        return await client.HandshakeOutcomeAsync();
    }
}
