using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Pabal.Server.Tests.Amqp;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Tls;

/// <summary>AMQP over TLS, from the end of the TLS handshake to the end of the connection.</summary>
public sealed class TlsSessionTests : IAsyncLifetime
{
    private TlsBroker tls = null!;

    public async ValueTask InitializeAsync() => tls = await TlsBroker.StartAsync();

    public ValueTask DisposeAsync() => tls.DisposeAsync();

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Message_OverEitherVersion_ComesThrough(SslProtocols version)
    {
        var options = tls.Certificates.Client();
        options.EnabledSslProtocols = version;
        await using var client = await AmqpTestClient.ConnectTlsAsync(tls.Port, options);
        await client.OpenAsync();
        var queue = await client.DeclareAsync();
        await client.ConsumeAsync(queue);

        client.Publish("", queue, "hello");

        await client.ExpectBodiesAsync("hello");
    }

    [Fact]
    public async Task Version_ThatIsNotAccepted_IsRefused()
    {
        await using var strict = await TlsBroker.StartAsync((options, _) => options.Amqp.Tls.Protocols = SslProtocols.Tls13);
        var old = strict.Certificates.Client();
        old.EnabledSslProtocols = SslProtocols.Tls12;

        await Should.ThrowAsync<AuthenticationException>(() => AmqpTestClient.ConnectTlsAsync(strict.Port, old));

        await (await strict.OpenAsync()).DisposeAsync();
    }

    [Theory]
    [InlineData(16, 20_000)]
    [InlineData(5_000, 4_000)]
    [InlineData(20_000_000, 3)]
    public async Task Messages_OfAnySize_ComeThroughUnchangedInOrder(int length, int count)
    {
        await using var publisher = await tls.OpenAsync();
        await using var consumer = await tls.OpenAsync();
        var queue = await publisher.DeclareAsync("sized", exclusive: false);
        await consumer.ConsumeAsync(queue, noAck: true);
        var bodies = new byte[count][];
        for (var i = 0; i < count; i++)
            bodies[i] = RandomNumberGenerator.GetBytes(length);

        // Blocking writes on another thread: the broker stops reading from a publisher that is too far ahead.
        var publishing = Task.Run(() =>
        {
            foreach (var body in bodies)
                publisher.Send(TestFrames.Publish("", queue, body, maxPayload: publisher.MaxFramePayload));
        });

        for (var i = 0; i < count; i++)
            (await consumer.ExpectMessageAsync()).Octets.SequenceEqual(bodies[i]).ShouldBeTrue($"message {i}");
        await publishing.WithinDeadline();
    }

    [Fact]
    public async Task Close_ByTheClient_IsAnsweredAndEnds()
    {
        await using var client = await tls.OpenAsync();

        await client.Send(0, new ConnectionClose(ReplyCode.Success, "bye", AmqpMethodId.None)).ExpectAsync<ConnectionCloseOk>(0);

        await client.ExpectEndAsync();
        await Wait.UntilAsync(() => tls.Broker.ConnectionCount == 0, "the connection should be gone");
    }

    [Fact]
    public async Task Disposal_OfTheBroker_ClosesWith320()
    {
        await using var client = await tls.OpenAsync();

        var disposal = tls.Broker.DisposeAsync();

        (await client.ExpectErrorAsync()).ShouldBe(
            "connection 320 (0,0) CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'");
        client.Send(0, default(ConnectionCloseOk));
        await client.ExpectEndAsync();
        await disposal;
    }

    [Fact]
    public async Task Connection_CutByItsClient_ReturnsItsMessages()
    {
        await using var client = await tls.OpenAsync();
        await using var lost = await tls.OpenAsync();
        var queue = await client.DeclareAsync("returned", exclusive: false);
        client.Publish("", queue, "m");
        await client.ExpectNothingMoreAsync();
        await lost.ConsumeAsync(queue);
        await lost.ExpectBodiesAsync("m");

        lost.Reset();
        await client.ConsumeAsync(queue);

        (await client.ExpectMessageAsync()).Redelivered.ShouldBeTrue();
    }

    [Fact]
    public async Task Connection_WhoseClientEndsWithoutANotice_IsLetGo()
    {
        await using var client = await tls.OpenAsync();

        client.ShutdownSend();

        await client.ExpectEndAsync();
        await Wait.UntilAsync(() => tls.Broker.ConnectionCount == 0, "the connection should be gone");
    }

    [Fact]
    public async Task Octets_ThatAreNotTls_EndThatConnectionOnly()
    {
        await using var client = await tls.OpenAsync();
        await using var broken = await tls.OpenAsync();

        await broken.Socket.SendAsync(RandomNumberGenerator.GetBytes(4000), SocketFlags.None);

        await broken.ReadToEndAsync();
        await client.ExpectNothingMoreAsync();
        tls.Log.ShouldNotContain(line => line.StartsWith("Critical", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Consumer_ThatStopsReading_GetsABoundedBacklogAndDisturbsNobody()
    {
        await using var stalled = await tls.OpenAsync(receiveBuffer: 4096);
        await using var client = await tls.OpenAsync();
        var queue = await client.DeclareAsync("stalled", exclusive: false);
        await stalled.ConsumeAsync(queue, noAck: true);
        var body = new byte[4000];

        for (var i = 0; i < 5000; i++)
            client.Send(TestFrames.Publish("", queue, body, maxPayload: client.MaxFramePayload));
        await client.ExpectNothingMoreAsync();

        tls.Broker.Engine.TryGetVirtualHost("/", out var host).ShouldBeTrue();
        host.GetQueue(queue, client).ReadyCount.ShouldBeGreaterThan(2000);
        var own = await client.DeclareAsync();
        client.Publish("", own, "fine");
        (await client.GetAsync(own)).Body.ShouldBe("fine");
        for (var i = 0; i < 5000; i++)
            (await stalled.ExpectMessageAsync()).Octets.Length.ShouldBe(4000);
    }

    [Fact]
    public async Task Consumer_ThatIsCutWhileItsOctetsArePending_LeavesTheRestToOthers()
    {
        const int count = 3000;
        await using var client = await tls.OpenAsync();
        var queue = await client.DeclareAsync("cut", exclusive: false);
        var stalled = await tls.OpenAsync(receiveBuffer: 4096);
        await stalled.ConsumeAsync(queue);
        for (var i = 0; i < count; i++)
            client.Send(TestFrames.Publish("", queue, new byte[4000], maxPayload: client.MaxFramePayload));
        await client.ExpectNothingMoreAsync();

        stalled.Reset();
        await client.ConsumeAsync(queue, noAck: true);

        for (var i = 0; i < count; i++)
            (await client.ExpectMessageAsync()).Octets.Length.ShouldBe(4000);
    }
}
