using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Pabal.Engine;
using Pabal.Server.Security;
using Pabal.Server.Tls;
using Pabal.Server.Transport;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>What AMQP connections share, and who looks after them: listeners, limits, heartbeats, deadlines, alarms, shutdown.</summary>
internal sealed partial class AmqpServer : IAsyncDisposable
{
    private const int SendBlockSize = 64 * 1024;
    private const int GatherBlockSize = 256 * 1024;
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<AmqpConnection, Task> connections = new();
    private readonly ILogger logger;
    private readonly SocketListener plain;
    private readonly TlsListener? tls;
    private readonly ITimer timer;
    private bool isDisposed;

    /// <param name="options">How AMQP is served.</param>
    /// <param name="certificates">What TLS is served with; null for no TLS. Still the caller's.</param>
    /// <param name="broker">What is served.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where to log.</param>
    /// <exception cref="SocketException">An address or port can't be had.</exception>
    public AmqpServer(AmqpOptions options, CertificateStore? certificates, Broker broker, TimeProvider time, ILogger logger)
    {
        Options = options;
        Broker = broker;
        Time = time;
        Logins = new LoginChecker(broker.Authenticator, time);
        this.logger = logger;
        plain = new SocketListener(options.Address, options.Port, time, logger);
        try
        {
            if (certificates is not null)
                tls = new TlsListener(certificates, options.Address, TimeSpan.FromMilliseconds(options.HandshakeTimeoutMs), time, logger);
        }
        catch
        {
            // It has not begun to accept, so this ends at once.
            plain.DisposeAsync().AsTask().Wait();
            throw;
        }
        broker.Alarm.Changed += OnAlarm;
        timer = time.CreateTimer(_ => Tick(), null, TickInterval, TickInterval);
        plain.Start(Accept);
        tls?.Start(Start, HasRoom);
    }

    public AmqpOptions Options { get; }

    public Broker Broker { get; }

    public TimeProvider Time { get; }

    /// <summary>Where clients connect to without TLS.</summary>
    public IPEndPoint EndPoint => plain.EndPoint;

    /// <summary>Where clients connect to with TLS; null for nowhere.</summary>
    public IPEndPoint? TlsEndPoint => tls?.EndPoint;

    public LoginChecker Logins { get; }

    public BlockPool SendBlocks { get; } = new(SendBlockSize, maxRetained: 256);

    public BlockPool GatherBlocks { get; } = new(GatherBlockSize, maxRetained: 16);

    public BlockPool ReceiveBlocks { get; } = new(AmqpOptions.MaxFrameMax, maxRetained: 64);

    /// <summary>Milliseconds of a clock that only goes forward.</summary>
    public long Now => Time.GetTimestamp() / (Time.TimestampFrequency / 1000);

    public int ConnectionCount => connections.Count;

    /// <summary>Connections that TLS hasn't let through yet.</summary>
    public int HandshakeCount => tls?.HandshakeCount ?? 0;

    public void Remove(AmqpConnection connection) => connections.TryRemove(connection, out _);

    /// <summary>Stops accepting, and closes every connection, with what is left to be said on it said before.</summary>
    public async Task CloseAllAsync(ReplyCode code, string explanation)
    {
        await plain.DisposeAsync();
        if (tls is not null)
            await tls.DisposeAsync();
        foreach (var connection in connections.Keys)
            connection.CloseFromOutside(code, explanation);
    }

    /// <summary>Stops accepting, closes every connection with 320 and waits until the clients have agreed, or the deadline.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, true))
            return;
        Broker.Alarm.Changed -= OnAlarm;
        await CloseAllAsync(ReplyCode.ConnectionForced, "broker forced connection closure with reason 'shutdown'");
        var running = connections.Values.ToArray();
        var timeout = TimeSpan.FromMilliseconds(Options.CloseTimeoutMs);
        await Task.WhenAny(Task.WhenAll(running), Task.Delay(timeout, Time));
        foreach (var connection in connections.Keys)
            connection.Abort();
        await Task.WhenAll(running);
        Logins.Dispose();
        await timer.DisposeAsync();
    }

    public void LogError(AmqpConnection connection, ushort channel, AmqpException error) =>
        LogProtocolError(
            connection.RemoteEndPoint,
            channel,
            connection.State < ConnectionState.AwaitingTuneOk ? WithoutOctets(error.ReplyText) : error.ReplyText);

    public void LogLoginRefused(AmqpConnection connection, string mechanism, string reason) =>
        LogRefusedLogin(connection.RemoteEndPoint, mechanism, reason);

    public void LogDeliveryTimeout(AmqpConnection connection, ushort channel, int count) =>
        LogLateDeliveries(connection.RemoteEndPoint, channel, count);

    public void LogFailure(AmqpConnection connection, Exception exception) =>
        LogConnectionFailure(exception, connection.RemoteEndPoint);

    /// <summary>Whether a further connection may come; it is logged when not.</summary>
    private bool HasRoom()
    {
        if (ConnectionCount + HandshakeCount < Options.MaxConnections)
            return true;
        LogTooManyConnections(Options.MaxConnections);
        return false;
    }

    // Those of a login may have a password in them.
    private static string WithoutOctets(string text)
    {
        var at = text.IndexOf("<<", StringComparison.Ordinal);
        return at < 0 ? text : $"{text[..at]}<<...>>";
    }

    private void Accept(Socket accepted)
    {
        if (!HasRoom())
        {
            accepted.Dispose();
            return;
        }
        try
        {
            Start(new SocketTransport(accepted));
        }
        catch (SocketException)
        {
            // The client is gone already.
            accepted.Dispose();
        }
    }

    private void Start(ITransport transport)
    {
        var connection = new AmqpConnection(this, transport);
        // Not run inline: a talkative client would keep the accept loop busy.
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connections[connection] = RunAsync(connection, start.Task);
        // It can't remove itself before it was added.
        start.SetResult();
    }

    private static async Task RunAsync(AmqpConnection connection, Task added)
    {
        await added;
        using (connection)
            await connection.RunAsync();
    }

    private void Tick()
    {
        var now = Now;
        foreach (var (connection, _) in connections)
        {
            if (connection.Deadline != 0 && now > connection.Deadline)
            {
                connection.Abort();
                continue;
            }
            if (connection.IsOpen)
                connection.CheckTimeouts();
            if (connection.HeartbeatMs == 0 || !connection.IsOpen)
                continue;
            if (now - connection.LastReceivedAt > 2L * connection.HeartbeatMs && !connection.ReadGate.IsClosed)
            {
                LogHeartbeatMissed(connection.RemoteEndPoint, connection.HeartbeatMs / 1000);
                connection.Abort();
            }
            else if (now - connection.LastSentAt >= connection.HeartbeatMs / 2)
            {
                connection.SendHeartbeat();
            }
        }
    }

    private void OnAlarm(object? sender, EventArgs arguments)
    {
        if (Broker.Alarm.Scarce is var scarce and not ScarceResources.None)
            LogBlocked(scarce);
        else
            LogUnblocked();
        foreach (var (connection, _) in connections)
            connection.OnAlarm();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Client} channel {Channel}: {ReplyText}")]
    private partial void LogProtocolError(IPEndPoint client, ushort channel, string replyText);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Client}: the broker failed at its request")]
    private partial void LogConnectionFailure(Exception exception, IPEndPoint client);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Client}: login by {Mechanism} was refused: {Reason}")]
    private partial void LogRefusedLogin(IPEndPoint client, string mechanism, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Client}: nothing came for two heartbeat intervals of {Seconds} s, cut")]
    private partial void LogHeartbeatMissed(IPEndPoint client, int seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Client} channel {Channel}: {Count} deliveries were not settled in time")]
    private partial void LogLateDeliveries(IPEndPoint client, ushort channel, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "A connection was refused: there are {Limit} (Amqp:MaxConnections)")]
    private partial void LogTooManyConnections(int limit);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Publishers wait: low on {Resources}")]
    private partial void LogBlocked(ScarceResources resources);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Publishers go on: there is memory and disk again")]
    private partial void LogUnblocked();
}
