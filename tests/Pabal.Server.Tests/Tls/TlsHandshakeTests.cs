using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Pabal.Server.Tests.Amqp;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Tls;

/// <summary>Handshakes that come to nothing, and what they cost others.</summary>
public sealed class TlsHandshakeTests
{
    [Fact]
    public async Task PlainClient_OnTheTlsPort_IsRefused()
    {
        await using var tls = await TlsBroker.StartAsync();
        await using var plain = await AmqpTestClient.ConnectAsync(tls.Port);

        plain.Send(ProtocolHeader.Octets);

        await plain.ReadToEndAsync();
        await tls.LoggedAsync("Warning: 127.0.0.1");
        await tls.LoggedAsync("the TLS handshake failed");
        await (await tls.OpenAsync()).DisposeAsync();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public async Task Garbage_OnTheTlsPort_IsRefused(int length)
    {
        await using var tls = await TlsBroker.StartAsync();
        await using var client = await AmqpTestClient.ConnectAsync(tls.Port);
        // A record longer than any may be.
        byte[] garbage = [0x16, 3, 1, 0xff, 0xff, .. RandomNumberGenerator.GetBytes(length)];

        client.Send(garbage).ShutdownSend();

        await client.ReadToEndAsync();
        await (await tls.OpenAsync()).DisposeAsync();
        tls.Log.ShouldNotContain(line => line.StartsWith("Critical", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TlsClient_OnThePlainPort_IsRefusedAtOnce()
    {
        await using var tls = await TlsBroker.StartAsync();

        await Should.ThrowAsync<AuthenticationException>(
            () => AmqpTestClient.ConnectTlsAsync(tls.Broker.AmqpEndPoint.Port, tls.Certificates.Client()));

        await (await AmqpTestClient.OpenAsync(tls.Broker.AmqpEndPoint.Port)).DisposeAsync();
    }

    [Fact]
    public async Task Handshakes_BeyondTheLimit_CutTheOldest()
    {
        await using var tls = await TlsBroker.StartAsync((options, _) => options.Amqp.Tls.MaxHandshakes = 2);
        await using var first = await AmqpTestClient.ConnectAsync(tls.Port);
        await using var second = await AmqpTestClient.ConnectAsync(tls.Port);

        await (await tls.OpenAsync()).DisposeAsync();

        await first.ReadToEndAsync();
        await tls.LoggedAsync("too many handshakes");
        // The third one made room again when it had ended.
        await (await tls.OpenAsync()).DisposeAsync();
        second.Send(ProtocolHeader.Octets);
        await second.ReadToEndAsync();
    }

    [Fact]
    public async Task Handshakes_BeyondTheLimitOneAfterTheOther_CutOneForEach()
    {
        using var held = new ManualResetEventSlim();
        await using var tls = await TlsBroker.StartAsync((options, _) => options.Amqp.Tls.MaxHandshakes = 2);
        // What was cut has not ended yet when the next comes.
        tls.OnLog = line =>
        {
            if (line.Contains("too many handshakes", StringComparison.Ordinal))
                held.Wait();
        };
        try
        {
            await using var first = await AmqpTestClient.ConnectAsync(tls.Port);
            await using var second = await AmqpTestClient.ConnectAsync(tls.Port);
            await Wait.UntilAsync(() => tls.Broker.HandshakeCount == 2, "both should be accepted");

            await using var third = await AmqpTestClient.ConnectAsync(tls.Port);
            await first.ReadToEndAsync();
            await using var fourth = await AmqpTestClient.ConnectAsync(tls.Port);
            await second.ReadToEndAsync();

            tls.Broker.HandshakeCount.ShouldBe(4);
        }
        finally
        {
            held.Set();
        }
    }

    [Fact]
    public async Task Handshakes_HalfOpen_CountAsConnections()
    {
        await using var tls = await TlsBroker.StartAsync((options, _) => options.Amqp.MaxConnections = 2);
        await using var first = await AmqpTestClient.ConnectAsync(tls.Port);
        await using var second = await AmqpTestClient.ConnectAsync(tls.Port);
        await Wait.UntilAsync(() => tls.Broker.HandshakeCount == 2, "both should be accepted");

        await using var third = await AmqpTestClient.ConnectAsync(tls.Broker.AmqpEndPoint.Port);
        await third.ExpectEndAsync();
        await using var fourth = await AmqpTestClient.ConnectAsync(tls.Port);
        await fourth.ExpectEndAsync();

        await first.DisposeAsync();
        await Wait.UntilAsync(() => tls.Broker.HandshakeCount == 1, "the first should be noticed to be gone");
        await (await tls.OpenAsync()).DisposeAsync();
    }

    [Fact]
    public async Task Disposal_WithHandshakesHalfOpen_DoesNotWaitForThem()
    {
        var tls = await TlsBroker.StartAsync((options, _) => options.Amqp.HandshakeTimeoutMs = 3_600_000);
        var sockets = new List<Socket>();
        for (var i = 0; i < 20; i++)
        {
            sockets.Add(new Socket(SocketType.Stream, ProtocolType.Tcp));
            await sockets[^1].ConnectAsync(IPAddress.Loopback, tls.Port);
        }

        await tls.DisposeAsync().AsTask().WithinDeadline();

        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Clients_ManyAtOnce_AllGetThrough()
    {
        await using var tls = await TlsBroker.StartAsync();

        var clients = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => tls.OpenAsync()));

        tls.Broker.ConnectionCount.ShouldBe(50);
        foreach (var client in clients)
            await client.DisposeAsync();
        await Wait.UntilAsync(() => tls.Broker.ConnectionCount == 0, "all should be gone");
    }
}
