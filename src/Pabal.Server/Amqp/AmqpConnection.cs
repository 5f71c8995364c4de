using System.Net;
using System.Net.Sockets;
using Pabal.Engine;
using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
using Pabal.Server.Transport;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>One client's connection: its state, its channels, and what it sends.</summary>
/// <remarks>
/// <c>processing</c> guards the state, the channels and the publisher: the read loop holds it for each batch of input, and
/// whoever closes the connection from outside. <see cref="Outbound"/>, and the delivery state of the channels with it, is
/// guarded by <see cref="OutboundBuffer.Gate"/>, the innermost lock.
/// </remarks>
internal sealed class AmqpConnection : IFlushable, ISendObserver, IDisposable
{
    private readonly AmqpListener listener;
    private readonly Socket socket;
    private readonly Lock processing = new();
    private readonly SocketSender sender;
    private readonly AmqpReadLoop readLoop;
    private readonly FrameProcessor frames;
    private readonly AmqpHandshake handshake;
    private readonly ChannelTable channels;
    private readonly RoomQueue awaitingRoom;
    private TaskCompletionSource? repliesRead;
    private bool endsWhenSent;

    public AmqpConnection(AmqpListener listener, Socket socket)
    {
        this.listener = listener;
        this.socket = socket;
        RemoteEndPoint = (IPEndPoint)socket.RemoteEndPoint!;
        Outbound = new OutboundBuffer(listener.SendBlocks);
        sender = new SocketSender(socket, Outbound, listener.SendBlocks, this);
        readLoop = new AmqpReadLoop(this, socket, listener.ReceiveBlocks);
        frames = new FrameProcessor(this);
        handshake = new AmqpHandshake(this);
        channels = new ChannelTable(this);
        awaitingRoom = new RoomQueue(Outbound);
        Settlements = new SettlementBatch(this);
        LastReceivedAt = LastSentAt = listener.Now;
        Deadline = listener.Now + Options.HandshakeTimeoutMs;
    }

    public IPEndPoint RemoteEndPoint { get; }

    public AmqpOptions Options => listener.Options;

    public Broker Broker => listener.Broker;

    public OutboundBuffer Outbound { get; }

    /// <summary>The connections that this one's input touched, itself included.</summary>
    public FlushSet Touched { get; } = new();

    public SettlementBatch Settlements { get; }

    /// <summary>Null until connection.open.</summary>
    public VirtualHost? VirtualHost { get; private set; }

    public Publisher Publisher { get; private set; } = null!;

    public ConnectionState State { get; set; }

    public bool IsOpen => State == ConnectionState.Open;

    public string UserName { get; set; } = "";

    /// <summary>The longest frame either side may send, in octets, the frame's own eight included.</summary>
    public int FrameMax { get; set; } = AmqpOptions.InitialFrameMax;

    public int MaxFramePayload => FrameMax - Frame.Overhead;

    public int ChannelMax { get; set; }

    /// <summary>Both sides' heartbeat interval in milliseconds; zero for none.</summary>
    public int HeartbeatMs { get; set; }

    public ClientCapabilities Capabilities { get; set; }

    /// <summary>True once it has published: it then waits while the broker is short of memory.</summary>
    public bool IsPublisher { get; private set; }

    public long LastReceivedAt { get; private set; }

    public long LastSentAt { get; private set; }

    /// <summary>When the connection is cut if it has not got further, in the listener's milliseconds; 0 for never.</summary>
    public long Deadline { get; set; }

    public bool MayRead => !(IsPublisher && Broker.Memory.IsRaised) && Outbound.Pending < OutboundBuffer.ReplyLimit;

    public Task RunAsync() => readLoop.RunAsync();

    /// <summary>Completes when the client has read its replies and, if it publishes, the broker has memory for more.</summary>
    public async ValueTask WhenMayRead()
    {
        while (!MayRead)
        {
            if (IsPublisher && Broker.Memory.IsRaised)
                await Task.WhenAny(Broker.Memory.WhenCleared(), listener.Stopping);
            else
                await WhenRepliesAreRead();
            if (Outbound.IsClosed)
                return;
            LastReceivedAt = listener.Now;
        }
    }

    /// <summary>Handles what was read.</summary>
    /// <returns>How many octets were used; the rest is to be presented again with more behind it.</returns>
    public int Process(ReadOnlySpan<byte> input)
    {
        var used = 0;
        lock (processing)
        {
            LastReceivedAt = listener.Now;
            if (State == ConnectionState.AwaitingHeader)
                used = handshake.OnProtocolHeader(input);
            while (State is not (ConnectionState.AwaitingHeader or ConnectionState.Closed))
            {
                try
                {
                    frames.Process(input, ref used);
                    break;
                }
                catch (Exception exception) when (Translate(exception) is { } error)
                {
                    OnError(error);
                }
            }
            if (State == ConnectionState.Closed)
                used = input.Length;
            EndBatch();
        }
        Touched.Flush();
        return used;
    }

    public void OnMethod(ushort number, ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 4)
            throw new AmqpException(ReplyCode.SyntaxError, "a method frame is too short");
        var id = (AmqpMethodId)System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(payload);
        channels.Enter(number, id);
        if (number == 0)
            handshake.OnMethod(id, payload[4..]);
        else if (IsOpen)
            channels.OnMethod(number, id, payload[4..]);
        else if (State < ConnectionState.Open)
            throw new AmqpException(ReplyCode.ChannelError, "a channel was used before connection.open");
    }

    public void OnContentHeader(ushort number, ReadOnlySpan<byte> payload)
    {
        if (IsOpen && channels.ForContent(number) is { } channel)
            channel.Publishing.OnContentHeader(payload);
    }

    public void OnBody(ushort number, ReadOnlySpan<byte> octets)
    {
        if (IsOpen && channels.ForContent(number) is { } channel)
            channel.Publishing.OnBody(octets);
    }

    /// <summary>Carries out what input has gathered so far, so that what follows finds it done.</summary>
    public void EndBatch()
    {
        if (VirtualHost is null)
            return;
        // Who got credit by this batch takes part in the hand-out of what it publishes: a consumer's priority counts then.
        Settlements.ResumeConsumers();
        Publisher.Flush();
        Settlements.Flush();
        channels.SendConfirms();
    }

    public void Open(VirtualHost virtualHost)
    {
        VirtualHost = virtualHost;
        Publisher = new Publisher(virtualHost, Touched);
        Deadline = 0;
        State = ConnectionState.Open;
    }

    /// <summary>Notes that this connection publishes, and tells the client if it has to wait.</summary>
    public void BecomePublisher()
    {
        if (IsPublisher)
            return;
        IsPublisher = true;
        if (Broker.Memory.IsRaised)
            OnMemoryAlarm(raised: true);
    }

    public void OnMemoryAlarm(bool raised)
    {
        if (!IsPublisher || !Capabilities.ConnectionBlocked || !IsOpen)
            return;
        if (raised)
            SendNow(0, new ConnectionBlocked("low on memory"));
        else
            SendNow(0, default(ConnectionUnblocked));
    }

    /// <summary>Writes a method frame; it is sent with the end of the batch.</summary>
    public void Send<T>(ushort channel, in T method)
        where T : struct, IAmqpMethod, allows ref struct
    {
        lock (Outbound.Gate)
        {
            if (Outbound.IsClosed)
                return;
            Write(channel, method);
            PromiseFlush(Touched);
        }
    }

    /// <summary>Sends a method frame from outside the connection's own batch.</summary>
    public void SendNow<T>(ushort channel, in T method)
        where T : struct, IAmqpMethod, allows ref struct
    {
        lock (Outbound.Gate)
        {
            if (Outbound.IsClosed)
                return;
            Write(channel, method);
        }
        Flush();
    }

    public void SendProtocolHeader()
    {
        lock (Outbound.Gate)
        {
            ProtocolHeader.Octets.CopyTo(Outbound.Reserve(ProtocolHeader.Length));
            PromiseFlush(Touched);
        }
    }

    /// <summary>Says that this side lives; called when it has been silent.</summary>
    public void SendHeartbeat()
    {
        lock (Outbound.Gate)
        {
            // Octets that wait for a slow client say the same when they get through.
            if (Outbound.IsClosed || Outbound.Pending > 0)
                return;
            Frame.Heartbeat.CopyTo(Outbound.Reserve(Frame.Heartbeat.Length));
        }
        Flush();
    }

    /// <summary>Writes a method frame under the outbound lock.</summary>
    public void Write<T>(ushort channel, in T method)
        where T : struct, IAmqpMethod, allows ref struct
    {
        var reserved = MethodFrame.MaxLength(method);
        Outbound.Trim(reserved - MethodFrame.Write(Outbound.Reserve(reserved), channel, method));
    }

    /// <summary>Adds this connection to those to be flushed, unless somebody else will. Called under the outbound lock.</summary>
    public void PromiseFlush(FlushSet touched)
    {
        if (Outbound.IsFlushPromised || Outbound.IsSending)
            return;
        Outbound.IsFlushPromised = true;
        touched.Add(this);
    }

    /// <summary>Resumes the consumer when enough was sent. Called under the outbound lock.</summary>
    public void ResumeWhenSent(AmqpConsumer consumer) => awaitingRoom.Add(consumer);

    public void Flush() => sender.Flush();

    public void OnSent(bool isLow)
    {
        LastSentAt = listener.Now;
        if (!isLow)
            return;
        lock (Outbound.Gate)
        {
            repliesRead?.TrySetResult();
            repliesRead = null;
            if (endsWhenSent && Outbound.Pending == 0)
                Shutdown();
        }
        awaitingRoom.Resume();
    }

    /// <summary>A defect of the broker: this connection ends, the others go on.</summary>
    public void OnFailure(Exception exception) => listener.LogFailure(this, exception);

    public void OnLoginRefused(string mechanism) => listener.LogLoginRefused(this, mechanism);

    public void OnSendFailed(SocketError error) => Abort();

    /// <summary>Ends the connection in good order from outside, such as when the broker stops.</summary>
    public void CloseFromOutside(ReplyCode code, string explanation)
    {
        lock (processing)
        {
            if (State < ConnectionState.Open)
                End();
            else
                Close(new AmqpException(code, explanation));
            EndBatch();
        }
        Touched.Flush();
    }

    /// <summary>Says everything that is written, then ends; what still comes in is ignored.</summary>
    public void End()
    {
        Release();
        State = ConnectionState.Closed;
        Deadline = listener.Now + Options.CloseTimeoutMs;
        lock (Outbound.Gate)
        {
            endsWhenSent = true;
            if (Outbound.Pending == 0)
                Shutdown();
        }
    }

    /// <summary>Cuts the connection; the read loop then ends and cleans up. May be called from anywhere.</summary>
    public void Abort()
    {
        lock (Outbound.Gate)
        {
            Outbound.Close();
            repliesRead?.TrySetResult();
        }
        socket.Dispose();
    }

    /// <summary>The read loop's last act.</summary>
    public void OnReadEnd()
    {
        Abort();
        lock (processing)
        {
            Release();
            State = ConnectionState.Closed;
        }
        Touched.Flush();
        listener.Remove(this);
    }

    public void Dispose()
    {
        sender.Dispose();
        socket.Dispose();
    }

    /// <summary>Sends connection.close; the client's close-ok, or a deadline, ends the connection.</summary>
    private void Close(AmqpException error)
    {
        if (State >= ConnectionState.Closing)
            return;
        Release();
        State = ConnectionState.Closing;
        Deadline = listener.Now + Options.CloseTimeoutMs;
        Send(0, new ConnectionClose(error.Code, error.ReplyText, channels.CurrentMethod));
        if (error.Code == ReplyCode.FrameError)
            End();
    }

    private void OnError(AmqpException error)
    {
        EndBatch();
        listener.LogError(this, channels.CurrentNumber, error);
        if (State < ConnectionState.AwaitingOpen)
            End();
        else if (error.ClosesConnection || !IsOpen)
            Close(error);
        else
            channels.CloseCurrent(error);
    }

    private void Release()
    {
        EndBatch();
        channels.Release();
        VirtualHost?.DeleteOwnedBy(this);
    }

    private Task WhenRepliesAreRead()
    {
        lock (Outbound.Gate)
        {
            if (Outbound.Pending < OutboundBuffer.ReplyLimit || Outbound.IsClosed)
                return Task.CompletedTask;
            repliesRead ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return repliesRead.Task;
        }
    }

    private void Shutdown()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The client was quicker.
        }
    }

    private static AmqpException? Translate(Exception exception) => exception switch
    {
        AmqpException error => error,
        BrokerException refusal => AmqpException.From(refusal),
        MalformedException malformed => new AmqpException(ReplyCode.SyntaxError, malformed.Message),
        _ => null,
    };
}
