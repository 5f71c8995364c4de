using System.Net;
using System.Net.Sockets;
using System.Text;
using Pabal.Wire.Amqp;

namespace Pabal.Bench.Amqp;

/// <summary>A blocking client on a bare socket, with channel 1 open and no heartbeats. Owned by one thread.</summary>
internal sealed class AmqpClient : IDisposable
{
    private const int TimeoutMs = 30_000;
    private const int HandshakeLength = 1024;

    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        ReceiveTimeout = TimeoutMs,
        SendTimeout = TimeoutMs,
    };

    private byte[] buffer = new byte[HandshakeLength];
    private int from;
    private int filled;

    /// <summary>What the broker says about itself.</summary>
    public FieldTable ServerProperties { get; private set; } = FieldTable.Empty;

    /// <summary>Something was received that nobody has read.</summary>
    public bool HasInput => filled > from || socket.Available > 0;

    /// <param name="port">Where the broker listens.</param>
    /// <param name="receiveLength">Octets that are received at once, where many messages are to come.</param>
    /// <exception cref="SocketException">Nobody listens there, or the broker closed the connection.</exception>
    public static AmqpClient Connect(int port, int receiveLength = HandshakeLength)
    {
        var client = new AmqpClient();
        try
        {
            client.socket.Connect(IPAddress.Loopback, port);
            client.Open();
            if (receiveLength > HandshakeLength)
                client.buffer = new byte[receiveLength];
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Declares a queue that goes with this connection.</summary>
    public void DeclareExclusive(string queue)
    {
        Send(1, new QueueDeclare(
            queue, Passive: false, Durable: false, Exclusive: true, AutoDelete: false, NoWait: false, FieldTable.Empty));
        Expect(AmqpMethodId.QueueDeclareOk);
    }

    /// <summary>Declares a queue that stays.</summary>
    /// <returns>How many messages it has.</returns>
    public uint DeclareDurable(string queue)
    {
        Send(1, new QueueDeclare(
            queue, Passive: false, Durable: true, Exclusive: false, AutoDelete: false, NoWait: false, FieldTable.Empty));
        return MethodFrame.ReadArguments<QueueDeclareOk>(Expect(AmqpMethodId.QueueDeclareOk)).MessageCount;
    }

    /// <summary>Asks how many messages a queue has ready, which must be there.</summary>
    public uint CountMessages(string queue)
    {
        Send(1, new QueueDeclare(
            queue, Passive: true, Durable: false, Exclusive: false, AutoDelete: false, NoWait: false, FieldTable.Empty));
        return MethodFrame.ReadArguments<QueueDeclareOk>(Expect(AmqpMethodId.QueueDeclareOk)).MessageCount;
    }

    /// <summary>From now on, what is published is confirmed.</summary>
    public void SelectConfirms()
    {
        Send(1, new ConfirmSelect(NoWait: false));
        Expect(AmqpMethodId.ConfirmSelectOk);
    }

    /// <summary>Starts a consumer that acknowledges.</summary>
    public void Consume(string queue, ushort prefetch)
    {
        Prefetch(prefetch);
        Consume(queue, noAck: false);
    }

    /// <summary>Starts a consumer with automatic acknowledgement.</summary>
    public void Consume(string queue) => Consume(queue, noAck: true);

    /// <summary>Starts a consumer that gets one message, and no other as long as it doesn't acknowledge that.</summary>
    public void ConsumeOne(string queue)
    {
        Prefetch(1);
        Consume(queue, noAck: false);
    }

    /// <summary>Publishes the same body again and again.</summary>
    public void Publish(string queue, ReadOnlySpan<byte> body, int count)
    {
        var message = PublishFrames.Encode(queue, body);
        var batch = new byte[message.Length * Math.Min(count, 64)];
        for (var at = 0; at < batch.Length; at += message.Length)
            message.CopyTo(batch, at);
        for (var left = (long)count * message.Length; left > 0; left -= Math.Min(left, batch.Length))
            SendAll(batch.AsSpan(0, (int)Math.Min(left, batch.Length)));
    }

    /// <summary>Sends whole frames of the caller's own.</summary>
    public void Publish(ReadOnlySpan<byte> frames) => SendAll(frames);

    /// <summary>Waits for one confirm.</summary>
    public BasicAck ReceiveConfirm() => MethodFrame.ReadArguments<BasicAck>(Expect(AmqpMethodId.BasicAck));

    /// <summary>Acknowledges everything up to a delivery.</summary>
    public void Acknowledge(ulong deliveryTag) => Send(1, new BasicAck(deliveryTag, Multiple: true));

    /// <summary>Waits until everything that was sent before has been handled.</summary>
    public void Synchronize() => Prefetch(0);

    /// <summary>Waits for one delivery, to the end of a body of one frame.</summary>
    /// <returns>The body, valid until the next read.</returns>
    public ReadOnlySpan<byte> ReceiveDelivery()
    {
        Expect(AmqpMethodId.BasicDeliver);
        ReadFrame(FrameType.Header);
        return ReadFrame(FrameType.Body);
    }

    /// <summary>Cuts the connection.</summary>
    public void Dispose() => socket.Dispose();

    private void Open()
    {
        SendAll(ProtocolHeader.Octets);
        ServerProperties = MethodFrame.ReadArguments<ConnectionStart>(Expect(AmqpMethodId.ConnectionStart)).ServerProperties;
        Send(0, new ConnectionStartOk(FieldTable.Empty, "PLAIN", Encoding.UTF8.GetBytes("\0guest\0guest"), "en_US"));
        var tune = MethodFrame.ReadArguments<ConnectionTune>(Expect(AmqpMethodId.ConnectionTune));
        Send(0, new ConnectionTuneOk(tune.ChannelMax, tune.FrameMax, HeartbeatSeconds: 0));
        Send(0, new ConnectionOpen("/"));
        Expect(AmqpMethodId.ConnectionOpenOk);
        Send(1, default(ChannelOpen));
        Expect(AmqpMethodId.ChannelOpenOk);
        // Ten thousand of these lie idle in one test: what was needed for the handshake goes.
        if (filled == from)
            buffer = [];
        from = filled = 0;
    }

    private void Prefetch(ushort count)
    {
        Send(1, new BasicQos(PrefetchSize: 0, count, Global: false));
        Expect(AmqpMethodId.BasicQosOk);
    }

    private void Consume(string queue, bool noAck)
    {
        Send(1, new BasicConsume(queue, "bench", NoLocal: false, noAck, Exclusive: false, NoWait: false, FieldTable.Empty));
        Expect(AmqpMethodId.BasicConsumeOk);
    }

    private void Send<T>(ushort channel, in T method)
        where T : struct, IAmqpMethod
    {
        var frame = new byte[MethodFrame.MaxLength(method)];
        SendAll(frame.AsSpan(0, MethodFrame.Write(frame, channel, method)));
    }

    private void SendAll(ReadOnlySpan<byte> octets)
    {
        while (octets.Length > 0)
            octets = octets[socket.Send(octets)..];
    }

    /// <returns>The method's arguments, valid until the next read.</returns>
    private ReadOnlySpan<byte> Expect(AmqpMethodId id)
    {
        var payload = ReadFrame(FrameType.Method);
        var found = (AmqpMethodId)new AmqpReader(payload).ReadLong();
        return found == id ? payload[4..] : throw new BenchException($"the broker sent {found} where {id} was expected");
    }

    private ReadOnlySpan<byte> ReadFrame(FrameType type)
    {
        FrameHeader header;
        while (!FrameHeader.TryRead(buffer.AsSpan(from, filled - from), out header) || filled - from < header.FrameLength)
            Receive();
        if (header.Type != type)
            throw new BenchException($"the broker sent a frame of type {header.Type} where {type} was expected");
        var payload = buffer.AsSpan(from + Frame.HeaderLength, (int)header.PayloadLength);
        from += (int)header.FrameLength;
        return payload;
    }

    private void Receive()
    {
        if (from > 0)
        {
            buffer.AsSpan(from, filled - from).CopyTo(buffer);
            filled -= from;
            from = 0;
        }
        if (filled == buffer.Length)
            Array.Resize(ref buffer, Math.Max(1024, buffer.Length * 2));
        var count = socket.Receive(buffer.AsSpan(filled));
        filled += count > 0 ? count : throw new SocketException((int)SocketError.ConnectionReset);
    }
}
