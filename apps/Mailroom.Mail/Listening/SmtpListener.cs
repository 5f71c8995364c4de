using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Mailroom.Mail.Receiving;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mailroom.Mail.Listening;

/// <summary>
/// Receives mail as an SMTP server (RFC 5321) with PIPELINING, SIZE, 8BITMIME, SMTPUTF8, STARTTLS and AUTH. A mail is acknowledged
/// when the handler has stored it, and not before.
/// </summary>
public sealed partial class SmtpListener : IMailReceiver, IDisposable
{
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly SmtpListenerOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Socket socket;
    private readonly ConcurrentDictionary<Socket, Task> sessions = new();

    private SmtpListener(SmtpListenerOptions options, TimeProvider time, ILogger logger, Socket socket)
    {
        this.options = options;
        this.time = time;
        this.logger = logger;
        this.socket = socket;
    }

    /// <summary>Where it listens, with the port that the system chose.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)socket.LocalEndPoint!;

    /// <summary>Opens the port. Clients are greeted once <see cref="RunAsync"/> runs.</summary>
    /// <exception cref="SocketException">The port is taken or not allowed.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public static SmtpListener Listen(SmtpListenerOptions options, TimeProvider? time = null, ILogger<SmtpListener>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Certificate is null && (options.ImplicitTls || options.RequireTls))
            throw new ArgumentException("TLS needs a certificate.", nameof(options));
        if (options.Authenticate is null && options.RequireAuthentication)
            throw new ArgumentException("Authentication needs something to check passwords with.", nameof(options));
        var bound = new Socket(options.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            bound.Bind(options.EndPoint);
            bound.Listen();
        }
        catch
        {
            bound.Dispose();
            throw;
        }
        return new SmtpListener(options, time ?? TimeProvider.System, logger ?? NullLogger<SmtpListener>.Instance, bound);
    }

    /// <inheritdoc/>
    public async Task RunAsync(IMailHandler handler, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(handler);
        using var abandoning = new CancellationTokenSource();
        var handOver = new MailHandOver(handler, options, time, logger, cancellation);
        try
        {
            await AcceptAllAsync(handOver, abandoning.Token, cancellation);
        }
        finally
        {
            await EndSessionsAsync(abandoning);
        }
    }

    public void Dispose() => socket.Dispose();

    private async Task AcceptAllAsync(MailHandOver handOver, CancellationToken abandoning, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var client = await socket.AcceptAsync(stopping);
                // Takes its place before it starts, so that a session can't end before it is known.
                var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                sessions[client] = ServeAsync(client, handOver, started.Task, abandoning, stopping);
                started.SetResult();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException exception)
            {
                // Out of descriptors, or a client that was gone already: the next one may do better.
                LogNotAccepted(exception.Message);
                await Task.Delay(AcceptPause, time, CancellationToken.None);
            }
        }
    }

    private async Task EndSessionsAsync(CancellationTokenSource abandoning)
    {
        var ended = Task.WhenAll(sessions.Values);
        try
        {
            await ended.WaitAsync(options.StopTimeout, time);
        }
        catch (TimeoutException)
        {
            await abandoning.CancelAsync();
            foreach (var client in sessions.Keys)
                client.Dispose();
            await ended;
        }
    }

    private async Task ServeAsync(
        Socket client, MailHandOver handOver, Task started, CancellationToken abandoning, CancellationToken stopping)
    {
        await started;
        try
        {
            var address = ((IPEndPoint)client.RemoteEndPoint!).Address;
            client.NoDelay = true;
            await using var connection =
                new SmtpConnection(new NetworkStream(client, ownsSocket: true), options, time, stopping);
            if (sessions.Count > options.MaxConnections)
                await TurnAwayAsync(connection);
            else
                await new SmtpSession(connection, address, options, handOver, time, logger).RunAsync(abandoning);
        }
        catch (Exception exception) when (exception is
            IOException or SocketException or AuthenticationException or ObjectDisposedException or TimeoutException)
        {
            LogBroken(exception.Message);
        }
#pragma warning disable CA1031 // One client must not end the listener for all.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(exception);
        }
        finally
        {
            sessions.TryRemove(client, out _);
            client.Dispose();
        }
    }

    private async Task TurnAwayAsync(SmtpConnection connection)
    {
        if (options.ImplicitTls)
            return;
        connection.Add(SmtpReplies.TooManyConnections);
        await connection.FlushAsync();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A connection could not be accepted: {Problem}")]
    private partial void LogNotAccepted(string problem);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A connection broke: {Problem}")]
    private partial void LogBroken(string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "A session failed")]
    private partial void LogFailed(Exception exception);
}
