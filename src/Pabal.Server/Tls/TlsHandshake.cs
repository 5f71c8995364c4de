using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Pabal.Server.Transport;

namespace Pabal.Server.Tls;

/// <summary>One client's TLS handshake, within a time limit.</summary>
/// <remarks>Run once; <see cref="Cut"/> and <see cref="Dispose"/> are called under the listener's lock.</remarks>
internal sealed class TlsHandshake : IDisposable
{
    private readonly Socket socket;
    private readonly CertificateStore certificates;
    private readonly CancellationTokenSource cancellation;
    private volatile string? reason;

    public TlsHandshake(Socket socket, CertificateStore certificates, TimeSpan timeout, TimeProvider time)
    {
        this.socket = socket;
        this.certificates = certificates;
        cancellation = new CancellationTokenSource(timeout, time);
    }

    /// <summary>Null when it was gone before it could be asked.</summary>
    public EndPoint? Client { get; private set; }

    /// <summary>Why there is no transport.</summary>
    public string Failure { get; private set; } = "";

    /// <summary>Completes when it was handed on or has failed. Guarded by the listener's lock.</summary>
    public Task Ended { get; set; } = Task.CompletedTask;

    /// <summary>Ends it without success, unless it has ended.</summary>
    public void Cut(string why)
    {
        reason ??= why;
        // Elsewhere: what waits for it would go on here and now.
        _ = cancellation.CancelAsync();
    }

    /// <returns>Null when it has failed; then the client is gone.</returns>
    public async Task<ITransport?> RunAsync()
    {
        SslStream? stream = null;
        try
        {
            Client = socket.RemoteEndPoint;
            var octets = new TlsSocketStream(socket);
            stream = new SslStream(octets, leaveInnerStreamOpen: false);
            // One set for the whole handshake, even if another comes meanwhile.
            var current = certificates.Current;
            await stream.AuthenticateAsServerAsync(
                (_, hello, _, _) => ValueTask.FromResult(CreateOptions(current, hello.ServerName)), null, cancellation.Token);
            octets.EndHandshake();
            return new TlsTransport(socket, stream, Identify(stream));
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            Failure = reason ?? (cancellation.IsCancellationRequested ? "it took too long" : InnermostMessage(exception));
            if (stream is not null)
                await stream.DisposeAsync();
            socket.Dispose();
            return null;
        }
    }

    public void Dispose() => cancellation.Dispose();

    private static bool IsFailure(Exception exception) => exception
        is AuthenticationException or IOException or SocketException or ObjectDisposedException or OperationCanceledException
        or InvalidOperationException or NotSupportedException or CryptographicException;

    private static string InnermostMessage(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception.Message;
    }

    private SslServerAuthenticationOptions CreateOptions(CertificateSet current, string serverName) => new()
    {
        ServerCertificateContext = current.Find(serverName),
        EnabledSslProtocols = certificates.Options.Protocols,
        ClientCertificateRequired = current.ClientRules is not null,
        CertificateChainPolicy = current.ClientRules?.CreateChainPolicy(),
        RemoteCertificateValidationCallback = current.ClientRules is { } rules ? (_, certificate, chain, errors) =>
        {
            reason ??= rules.Refusal(certificate, chain, errors);
            return reason is null;
        }
        : null,
        AllowRenegotiation = false,
        // A resumed session would bring a client back whose certificate has ended since, or whose issuer was taken out.
        AllowTlsResume = current.ClientRules is null,
    };

    private ClientIdentity? Identify(SslStream stream)
    {
        if (stream.RemoteCertificate is not X509Certificate2 certificate)
            return null;
        return new ClientIdentity(CertificateNames.Find(certificate, certificates.Options.LoginName));
    }
}
