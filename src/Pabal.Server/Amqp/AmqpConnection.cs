using System.Net;
using System.Net.Sockets;
using Pabal.Engine;
using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
using Pabal.Engine.Security;
using Pabal.Server.Transport;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>One client's connection: its state, its channels, and what it sends.</summary>
/// <remarks>
/// <c>processing</c> guards the state, the channels and the publisher: the read loop holds it for each batch of input, and
/// whoever closes the connection from outside. <see cref="Outbound"/>, and the delivery state of the channels with it, is
/// guarded by <see cref="OutboundBuffer.Gate"/>, the innermost lock.
/// </remarks>
internal sealed class AmqpConnection : IFlushable, ISendObserver, IBrokerClient, IDisposable
{
    private readonly AmqpServer server;
    private readonly ITransport transport;
    private readonly Lock processing = new();
    private readonly OutboundSender sender;
    private readonly AmqpReadLoop readLoop;
    private readonly AmqpHandshake handshake;
    private readonly ChannelTable channels;
    private readonly FrameProcessor frames;
    private readonly RoomQueue awaitingRoom;
    private readonly ConnectionClosing closing;

    public AmqpConnection(AmqpServer server, ITransport transport)
    {
        this.server = server;
        this.transport = transport;
        Outbound = new OutboundBuffer(server.SendBlocks);
        sender = new OutboundSender(transport, Outbound, server.SendBlocks, server.GatherBlocks, this);
        readLoop = new AmqpReadLoop(this, transport, server.ReceiveBlocks);
        Login = new PendingLogin(this, server.Logins);
        handshake = new AmqpHandshake(this);
        Unfinished = new UnfinishedContent(Broker);
        channels = new ChannelTable(this);
        frames = new FrameProcessor(this, new FrameDispatcher(this, handshake, channels));
        closing = new ConnectionClosing(this, channels, server, transport);
        awaitingRoom = new RoomQueue(Outbound);
        ReadGate = new ReadGate(this);
        Settlements = new SettlementBatch(this);
        Replies = new PendingReplies(this);
        LastReceivedAt = LastSentAt = server.Now;
        Deadline = server.Now + Options.HandshakeTimeoutMs;
    }

    public IPEndPoint RemoteEndPoint => transport.RemoteEndPoint;

    /// <summary>What the client has proved to be by a certificate, if it has shown one.</summary>
    public ClientIdentity? ClientIdentity => transport.ClientIdentity;

    public AmqpOptions Options => server.Options;

    public Broker Broker => server.Broker;

    public OutboundBuffer Outbound { get; }

    /// <summary>The connections that this one's input touched, itself included. Guarded by <c>processing</c>.</summary>
    public FlushSet Touched { get; } = new();

    public SettlementBatch Settlements { get; }

    public PendingReplies Replies { get; }

    public UnfinishedContent Unfinished { get; }

    public ReadGate ReadGate { get; }

    public PendingLogin Login { get; }

    /// <summary>Null until connection.open.</summary>
    public ClientAccess? Access { get; private set; }

    /// <summary>Null until connection.open.</summary>
    public VirtualHost? VirtualHost => Access?.VirtualHost;

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

    public long LastReceivedAt { get; private set; }

    public long LastSentAt { get; private set; }

    /// <summary>When the connection is cut if it has not got further, in the server's milliseconds; 0 for never.</summary>
    public long Deadline { get; set; }

    /// <summary>True when <see cref="Process"/> left a frame that it could have handled. Owned by the read loop.</summary>
    public bool IsInputHeld => frames.IsHeld && State != ConnectionState.Closed && !Outbound.IsClosed;

    /// <summary>True when nothing more can be read before the broker has memory and disk. Needs no lock.</summary>
    public bool IsHeldInputFull => frames.IsFull;

    public Task RunAsync() => readLoop.RunAsync();

    /// <summary>Completes when the connection may be read from, or has ended.</summary>
    public async ValueTask WhenMayRead()
    {
        if (await ReadGate.PassAsync())
            LastReceivedAt = server.Now;
    }

    /// <summary>Handles what was read.</summary>
    /// <returns>How many octets were used; the rest is to be presented again with more behind it.</returns>
    public int Process(ReadOnlySpan<byte> input)
    {
        var used = 0;
        lock (processing)
        {
            LastReceivedAt = server.Now;
            if (State == ConnectionState.AwaitingHeader)
                used = handshake.OnProtocolHeader(input);
            while (State is not (ConnectionState.AwaitingHeader or ConnectionState.Closed))
            {
                try
                {
                    frames.Process(input, ref used);
                    break;
                }
                catch (Exception exception)
                {
                    closing.OnError(exception);
                }
            }
            if (State == ConnectionState.Closed)
                used = input.Length;
            EndBatch();
            Touched.Flush();
        }
        return used;
    }

    /// <summary>Handles what has waited for memory and disk, though nothing comes in.</summary>
    private async Task ResumeHeldAsync()
    {
        // The alarm has others to tell.
        await Task.Yield();
        try
        {
            while (!TryResumeHeld())
                await Replies.WhenInputMayGoOn();
        }
        catch (Exception exception)
        {
            OnFailure(exception);
            Abort();
        }
    }

    private bool TryResumeHeld()
    {
        var isDone = true;
        ProcessFromOutside(() =>
        {
            while (IsOpen)
            {
                try
                {
                    isDone = frames.TryResume();
                    break;
                }
                catch (Exception exception)
                {
                    closing.OnError(exception);
                }
            }
        });
        return isDone || !IsOpen;
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
        channels.SendConfirms(Publisher.LoggedEnd);
    }

    /// <exception cref="BrokerException">The client may not be there.</exception>
    public void Open(string virtualHost)
    {
        Access = Broker.Connect(UserName, virtualHost, this);
        Publisher = new Publisher(Access.VirtualHost, Touched, Access);
        Deadline = 0;
        State = ConnectionState.Open;
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
            if (Outbound.IsClosed)
                return;
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
        LastSentAt = server.Now;
        if (!isLow)
            return;
        lock (Outbound.Gate)
        {
            ReadGate.OnRepliesRead();
            closing.ShutdownWhenSent();
        }
        awaitingRoom.Resume();
    }

    /// <summary>A defect of the broker: this connection ends, the others go on.</summary>
    public void OnFailure(Exception exception) => server.LogFailure(this, exception);

    public void OnLoginRefused(string mechanism, string reason) => server.LogLoginRefused(this, mechanism, reason);

    /// <summary>The broker has become short of memory or disk, or has enough again.</summary>
    public void OnAlarm()
    {
        ReadGate.TellAlarm();
        if (!ReadGate.LacksResources)
            _ = ResumeHeldAsync();
    }

    public void OnSendFailed(SocketError error) => Abort();

    /// <summary>Ends the connection in good order from outside, such as when the broker stops.</summary>
    public void CloseFromOutside(ReplyCode code, string explanation) =>
        ProcessFromOutside(() => closing.Close(AmqpException.OfFrame(code, explanation)));

    /// <summary>Does something that no input has asked for.</summary>
    public void ProcessFromOutside(Action process)
    {
        lock (processing)
        {
            process();
            EndBatch();
            Touched.Flush();
        }
    }

    /// <summary>Takes back what the client has not settled in time; at the next tick if it is busy.</summary>
    public void CheckTimeouts()
    {
        if (!processing.TryEnter())
            return;
        try
        {
            channels.CheckTimeouts(server.Now);
            EndBatch();
            Touched.Flush();
        }
        catch (Exception exception)
        {
            // The timer's thread would end the process.
            OnFailure(exception);
            Abort();
        }
        finally
        {
            processing.Exit();
        }
    }

    /// <summary>A channel has kept deliveries for too long.</summary>
    public void OnDeliveryTimeout(ushort channel, int count) => server.LogDeliveryTimeout(this, channel, count);

    void IBrokerClient.OnDisconnected(string reason) => CloseFromOutside(ReplyCode.ConnectionForced, reason);

    /// <summary>Says everything that is written, then ends; what still comes in is ignored.</summary>
    public void End() => closing.End();

    /// <summary>Cuts the connection; the read loop then ends and cleans up. May be called from anywhere.</summary>
    public void Abort()
    {
        lock (Outbound.Gate)
        {
            Outbound.Close();
            ReadGate.OnEnding();
        }
        transport.Abort();
    }

    /// <summary>The read loop's last act.</summary>
    public void OnReadEnd()
    {
        Abort();
        try
        {
            lock (processing)
            {
                closing.Release();
                State = ConnectionState.Closed;
                Touched.Flush();
            }
        }
        catch (Exception exception)
        {
            OnFailure(exception);
        }
        finally
        {
            server.Remove(this);
        }
    }

    public void Dispose() => transport.Dispose();
}
