using System.Net;
using System.Net.Sockets;
using Pabal.Server.Tests.Amqp;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Tls;

/// <summary>Heartbeats and deadlines over TLS, by an injected clock.</summary>
public sealed class TlsTimeTests : IAsyncLifetime
{
    private readonly ManualTime time = new();
    private TlsBroker tls = null!;

    public async ValueTask InitializeAsync() => tls = await TlsBroker.StartAsync(time: time);

    public ValueTask DisposeAsync()
    {
        var disposal = tls.DisposeAsync();
        time.Advance(TimeSpan.FromSeconds(10));
        return disposal;
    }

    [Theory]
    [InlineData("")]
    [InlineData("16")]
    [InlineData("1603010200010001fc0303")]
    public async Task Handshake_LeftHalfway_IsCutAtItsDeadline(string begin)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, tls.Port);
        await socket.SendAsync(Convert.FromHexString(begin));
        var ended = EndAsync(socket);

        await Wait.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(4));
                return ended.IsCompleted;
            },
            "the connection should have been cut");

        await tls.LoggedAsync("the TLS handshake failed: it took too long");
    }

    [Fact]
    public async Task Client_SilentAfterTheHandshake_IsCutAtItsDeadline()
    {
        await using var client = await AmqpTestClient.ConnectTlsAsync(tls.Port, tls.Certificates.Client());
        var ended = client.ReadToEndAsync();

        await Wait.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(11));
                return ended.IsCompleted;
            },
            "the connection should have been cut");
    }

    [Fact]
    public async Task Heartbeats_GoBothWays()
    {
        await using var client = await tls.OpenAsync(heartbeatSeconds: 600);
        var reading = client.ReadAsync();

        // Step by step: the broker may note only after the client has read it that its last reply was sent.
        await Wait.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(10));
                return reading.IsCompleted;
            },
            "a heartbeat should come");
        (await reading)!.Type.ShouldBe(FrameType.Heartbeat);
        client.Send(Frame.Heartbeat);
        (await client.OutcomeAsync()).ShouldBe("ok");
        time.Advance(TimeSpan.FromSeconds(1201));

        await client.ReadToEndAsync();
    }

    private static async Task EndAsync(Socket socket)
    {
        try
        {
            (await socket.ReceiveAsync(new byte[1])).ShouldBe(0);
        }
        catch (SocketException)
        {
            // Cut with what it had sent unread.
        }
    }
}
