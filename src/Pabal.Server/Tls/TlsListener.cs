using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Pabal.Server.Transport;

namespace Pabal.Server.Tls;

/// <summary>Accepts connections at the address for TLS, and hands them on when their handshake has succeeded.</summary>
internal sealed partial class TlsListener : IAsyncDisposable
{
    private readonly CertificateStore certificates;
    private readonly TimeSpan timeout;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly SocketListener listener;
    private readonly Lock gate = new();

    // The oldest first. Guarded by the gate.
    private readonly LinkedList<TlsHandshake> handshakes = new();

    // Those that were cut for others and have not ended yet. Guarded by the gate.
    private readonly HashSet<TlsHandshake> cut = [];
    private Action<ITransport> start = null!;
    private Func<bool> hasRoom = null!;

    /// <param name="certificates">Still the caller's.</param>
    /// <param name="defaultAddress">Where to listen unless the options say so.</param>
    /// <param name="timeout">How long a handshake may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where to log.</param>
    /// <exception cref="SocketException">The address or port can't be had.</exception>
    public TlsListener(CertificateStore certificates, string defaultAddress, TimeSpan timeout, TimeProvider time, ILogger logger)
    {
        this.certificates = certificates;
        this.timeout = timeout;
        this.time = time;
        this.logger = logger;
        var options = certificates.Options;
        listener = new SocketListener(options.Address.Length > 0 ? options.Address : defaultAddress, options.Port, time, logger);
    }

    public IPEndPoint EndPoint => listener.EndPoint;

    public int HandshakeCount
    {
        get
        {
            lock (gate)
                return handshakes.Count + cut.Count;
        }
    }

    /// <summary>Begins to accept.</summary>
    /// <param name="start">Given each transport to own, on any thread.</param>
    /// <param name="hasRoom">Whether a further connection may come.</param>
    public void Start(Action<ITransport> start, Func<bool> hasRoom)
    {
        this.start = start;
        this.hasRoom = hasRoom;
        listener.Start(Accept);
    }

    /// <summary>Stops accepting and cuts the handshakes; nothing is handed on afterwards.</summary>
    public async ValueTask DisposeAsync()
    {
        await listener.DisposeAsync();
        var running = new List<Task>();
        lock (gate)
        {
            foreach (var handshake in handshakes)
            {
                handshake.Cut("the broker stops");
                running.Add(handshake.Ended);
            }
            foreach (var handshake in cut)
                running.Add(handshake.Ended);
        }
        await Task.WhenAll(running);
    }

    private void Accept(Socket socket)
    {
        if (!hasRoom())
        {
            socket.Dispose();
            return;
        }
        var handshake = new TlsHandshake(socket, certificates, timeout, time);
        lock (gate)
        {
            if (handshakes.Count >= certificates.Options.MaxHandshakes)
                CutOldest();
            handshakes.AddLast(handshake);
            handshake.Ended = RunAsync(handshake);
        }
    }

    // An honest client needs milliseconds: the oldest is the one most likely to wait for nothing. It leaves the others at once,
    // since it ends on another thread, and the next to come must not find it again.
    private void CutOldest()
    {
        var oldest = handshakes.First!.Value;
        handshakes.RemoveFirst();
        cut.Add(oldest);
        oldest.Cut("too many handshakes at a time (MaxHandshakes)");
    }

    private async Task RunAsync(TlsHandshake handshake)
    {
        try
        {
            // Not on the accept loop, nor under the gate.
            await Task.Yield();
            if (await handshake.RunAsync() is { } transport)
                start(transport);
            else
                LogHandshakeFailed(handshake.Client, handshake.Failure);
        }
        catch (Exception exception)
        {
            LogDefect(exception, handshake.Client);
        }
        finally
        {
            lock (gate)
            {
                if (!cut.Remove(handshake))
                    handshakes.Remove(handshake);
                handshake.Dispose();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Client}: the TLS handshake failed: {Reason}")]
    private partial void LogHandshakeFailed(EndPoint? client, string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Client}: the broker failed at its TLS handshake")]
    private partial void LogDefect(Exception exception, EndPoint? client);
}
