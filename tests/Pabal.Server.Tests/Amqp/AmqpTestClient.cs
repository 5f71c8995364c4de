using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>A client that can send any octets and sees every frame. Every wait ends at a deadline.</summary>
internal sealed class AmqpTestClient : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private SslStream? tls;
    private byte[] buffer = new byte[16 * 1024];
    private int from;
    private int to;

    private AmqpTestClient()
    {
    }

    /// <summary>The longest frame payload this client sends.</summary>
    public int MaxFramePayload { get; private set; } = AmqpTestClientDefaults.FrameMax - Frame.Overhead;

    /// <summary>The certificate that the broker showed.</summary>
    public X509Certificate2? BrokerCertificate => tls?.RemoteCertificate as X509Certificate2;

    /// <summary>For tests that measure, and do their own reading from here on.</summary>
    public Socket Socket => socket;

    /// <summary>Connects and says nothing.</summary>
    /// <param name="port">On loopback.</param>
    /// <param name="receiveBuffer">Octets; small ones make a client that stops reading felt early.</param>
    public static async Task<AmqpTestClient> ConnectAsync(int port, int receiveBuffer = 0)
    {
        var client = new AmqpTestClient();
        if (receiveBuffer > 0)
            client.socket.ReceiveBufferSize = receiveBuffer;
        await client.socket.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Deadline);
        return client;
    }

    /// <summary>Logs in, opens the virtual host and channel 1.</summary>
    public static async Task<AmqpTestClient> OpenAsync(
        int port,
        ushort heartbeatSeconds = 0,
        int frameMax = AmqpTestClientDefaults.FrameMax,
        int receiveBuffer = 0,
        string user = "guest",
        string password = "guest",
        string virtualHost = "/")
    {
        var client = await ConnectAsync(port, receiveBuffer);
        await client.OpenAsync(heartbeatSeconds, frameMax, user, password, virtualHost);
        return client;
    }

    /// <summary>Connects, finishes the TLS handshake and says nothing more.</summary>
    /// <exception cref="AuthenticationException">There is no agreement.</exception>
    public static async Task<AmqpTestClient> ConnectTlsAsync(int port, SslClientAuthenticationOptions options, int receiveBuffer = 0)
    {
        var client = await ConnectAsync(port, receiveBuffer);
        client.tls = new SslStream(new NetworkStream(client.socket, ownsSocket: false), leaveInnerStreamOpen: false);
        await client.tls.AuthenticateAsClientAsync(options).WaitAsync(Deadline);
        return client;
    }

    /// <summary>Logs in, opens the virtual host and channel 1.</summary>
    public async Task OpenAsync(
        ushort heartbeatSeconds = 0,
        int frameMax = AmqpTestClientDefaults.FrameMax,
        string user = "guest",
        string password = "guest",
        string virtualHost = "/")
    {
        await LogInAsync(user, password);
        Send(0, new ConnectionTuneOk(2047, (uint)frameMax, heartbeatSeconds)).Send(0, new ConnectionOpen(virtualHost));
        MaxFramePayload = frameMax - Frame.Overhead;
        await ExpectAsync<ConnectionOpenOk>(0);
        await OpenChannelAsync(1);
    }

    /// <summary>Goes as far as connection.tune.</summary>
    public async Task<ConnectionTune> LogInAsync(string user = "guest", string password = "guest")
    {
        Send(ProtocolHeader.Octets);
        await ExpectAsync<ConnectionStart>(0);
        var response = Encoding.UTF8.GetBytes($"\0{user}\0{password}");
        Send(0, new ConnectionStartOk(AmqpTestClientDefaults.Properties, "PLAIN", response, "en_US"));
        return await ExpectAsync<ConnectionTune>(0);
    }

    public Task OpenChannelAsync(ushort channel) => Send(channel, default(ChannelOpen)).ExpectAsync<ChannelOpenOk>(channel);

    public AmqpTestClient Send(ReadOnlySpan<byte> octets)
    {
        try
        {
            if (tls is not null)
            {
                tls.Write(octets);
                return this;
            }
            while (octets.Length > 0)
                octets = octets[socket.Send(octets)..];
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            // The broker has closed: what it said before is still to be read.
        }
        return this;
    }

    public AmqpTestClient Send<T>(ushort channel, in T method)
        where T : struct, IAmqpMethod, allows ref struct => Send(TestFrames.Method(channel, method));

    /// <summary>Sends without waiting for room: false when the broker takes no more within the time given.</summary>
    public async Task<bool> TrySendAsync(ReadOnlyMemory<byte> octets, TimeSpan patience)
    {
        using var cancellation = new CancellationTokenSource(patience);
        try
        {
            while (octets.Length > 0)
                octets = octets[await socket.SendAsync(octets, cancellation.Token)..];
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public AmqpTestClient Publish(
        string exchange, string key, string body, BasicProperties? properties = null, bool mandatory = false, ushort channel = 1) =>
        Send(TestFrames.Publish(exchange, key, Encoding.UTF8.GetBytes(body), properties, mandatory, channel, MaxFramePayload));

    /// <returns>The next frame, or null at the end of the connection.</returns>
    public async Task<ReceivedFrame?> ReadAsync()
    {
        while (true)
        {
            if (ReceivedFrame.TryTake(buffer.AsSpan(from, to - from), out var frame, out var length))
            {
                from += length;
                return frame;
            }
            if (!await FillAsync())
                return null;
        }
    }

    /// <returns>What comes before the broker ends the connection.</returns>
    public async Task<byte[]> ReadToEndAsync()
    {
        while (await FillAsync())
        {
        }
        return buffer[from..to];
    }

    /// <summary>The next frame has to carry this method.</summary>
    public async Task<T> ExpectAsync<T>(ushort channel = 1)
        where T : struct, IAmqpMethod<T>
    {
        var frame = await ReadAsync();
        frame.ShouldNotBeNull($"the connection ended where {typeof(T).Name} was expected");
        (frame.Description, frame.Channel).ShouldBe((typeof(T).Name, channel), frame.Error);
        return MethodFrame.ReadArguments<T>(frame.Payload.AsSpan(4));
    }

    /// <summary>The next frames have to be this method with its content.</summary>
    public async Task<ReceivedMessage> ExpectMessageAsync(AmqpMethodId method = AmqpMethodId.BasicDeliver, ushort channel = 1)
    {
        var frame = await ReadAsync();
        frame.ShouldNotBeNull($"the connection ended where {method} was expected");
        (frame.Description, frame.Channel).ShouldBe((method.ToString(), channel), frame.Error);
        var message = ReceivedMessage.Of(frame);
        frame = await ReadAsync();
        (frame!.Type, frame.Channel).ShouldBe((FrameType.Header, channel));
        message.OnHeader(frame.Payload);
        while (message.IsIncomplete)
        {
            frame = await ReadAsync();
            (frame!.Type, frame.Channel).ShouldBe((FrameType.Body, channel));
            message.OnBody(frame.Payload);
        }
        return message;
    }

    /// <summary>Shows that nothing waits to be read: the next frame is the reply to what is asked now.</summary>
    public async Task ExpectNothingMoreAsync(ushort channel = 1)
    {
        Send(channel, new AccessRequest("", false, false, true, true, true));
        await ExpectAsync<AccessRequestOk>(channel);
    }

    /// <summary>The next frame is channel.close or connection.close, or there is none: "channel 404 (50,10) NOT_FOUND - ...".</summary>
    public async Task<string> ExpectErrorAsync()
    {
        var frame = await ReadAsync();
        return frame is null ? "ended" : frame.Error ?? frame.Description;
    }

    /// <summary>Skips what else comes until an error, the end, or the reply to a question asked now ("ok").</summary>
    public async Task<string> OutcomeAsync()
    {
        Send(1, new AccessRequest("", false, false, true, true, true));
        while (await ReadAsync() is { } frame)
        {
            if (frame.Error is { } error)
                return error;
            if (frame.Method == AmqpMethodId.AccessRequestOk)
                return "ok";
        }
        return "ended";
    }

    /// <summary>Skips what comes during the handshake until an error, the end, or connection.open-ok ("ok").</summary>
    public async Task<string> HandshakeOutcomeAsync()
    {
        while (await ReadAsync() is { } frame)
        {
            if (frame.Error is { } error)
                return error;
            if (frame.Method == AmqpMethodId.ConnectionOpenOk)
                return "ok";
        }
        return "ended";
    }

    public async Task ExpectEndAsync() => (await ReadAsync()).ShouldBeNull();

    /// <summary>Ends the client's half of the connection.</summary>
    public void ShutdownSend() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Cuts the connection with a reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        tls?.Dispose();
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> FillAsync()
    {
        if (from > 0)
        {
            buffer.AsSpan(from, to - from).CopyTo(buffer);
            (from, to) = (0, to - from);
        }
        if (to == buffer.Length)
            Array.Resize(ref buffer, buffer.Length * 2);
        using var cancellation = new CancellationTokenSource(Deadline);
        try
        {
            var count = tls is null
                ? await socket.ReceiveAsync(buffer.AsMemory(to), cancellation.Token)
                : await tls.ReadAsync(buffer.AsMemory(to), cancellation.Token);
            to += count;
            return count > 0;
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException("The broker sent nothing.", exception);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }
}
