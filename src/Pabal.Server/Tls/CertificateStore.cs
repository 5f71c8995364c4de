using Microsoft.Extensions.Logging;

namespace Pabal.Server.Tls;

/// <summary>The certificates that new connections are served with; notices when their files change.</summary>
/// <remarks>Thread-safe. The gate, under which files are read, is taken before no other lock and by no connection.</remarks>
internal sealed partial class CertificateStore : IDisposable
{
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly List<string> files;
    private readonly ITimer? timer;
    private FileDigests lastRead;
    private FileDigests? lastSeen;
    private volatile CertificateSet current;

    /// <exception cref="InvalidOptionException">A file can't be used.</exception>
    public CertificateStore(TlsOptions options, TimeProvider time, ILogger logger)
    {
        Options = options;
        this.time = time;
        this.logger = logger;
        files = FilesOf(options);
        lastRead = FileDigests.Of(files);
        current = CertificateSet.Load(options);
        LogCertificates();
        var interval = TimeSpan.FromSeconds(options.ReloadSeconds);
        if (interval > TimeSpan.Zero)
            timer = time.CreateTimer(_ => Look(), null, interval, interval);
    }

    public TlsOptions Options { get; }

    public CertificateSet Current => current;

    /// <summary>Reads the files now.</summary>
    /// <exception cref="InvalidOptionException">One can't be used; what was served before goes on being served.</exception>
    public void Reload()
    {
        lock (gate)
            Read(FileDigests.Of(files));
    }

    public void Dispose() => timer?.Dispose();

    private static List<string> FilesOf(TlsOptions options)
    {
        var all = new List<string> { options.CertificateFile, options.KeyFile, options.CaFile };
        foreach (var further in options.SniCertificates)
            all.AddRange([further.CertificateFile, further.KeyFile]);
        all.RemoveAll(file => file.Length == 0);
        return all;
    }

    private void Look()
    {
        // A look that takes longer than the interval, by a slow file system, takes the place of the next.
        if (!gate.TryEnter())
            return;
        try
        {
            var seen = FileDigests.Of(files);
            // A certificate and its key are seldom replaced at one moment: they are read when they have stood still.
            var isSettled = seen.IsSameAs(lastSeen);
            lastSeen = seen;
            if (isSettled && !seen.IsSameAs(lastRead))
                Read(seen);
        }
        catch (InvalidOptionException exception)
        {
            LogNotReloaded(exception.Message);
        }
        catch (Exception exception)
        {
            LogDefect(exception);
        }
        finally
        {
            gate.Exit();
        }
    }

    private void Read(FileDigests digests)
    {
        // Set first: broken files are complained about once, and read again when they have changed.
        lastRead = digests;
        current = CertificateSet.Load(Options);
        LogCertificates();
    }

    private void LogCertificates()
    {
        var now = time.GetUtcNow();
        foreach (var certificate in current.Certificates)
        {
            var from = new DateTimeOffset(certificate.NotBefore);
            var until = new DateTimeOffset(certificate.NotAfter);
            var isValid = from <= now && now <= until;
            LogCertificate(
                isValid ? LogLevel.Information : LogLevel.Warning, certificate.Subject, from, until, isValid ? "" : ", which is not now");
        }
    }

    [LoggerMessage(Message = "New TLS connections get the certificate {Subject}, valid from {From:u} to {Until:u}{Doubt}")]
    private partial void LogCertificate(LogLevel level, string subject, DateTimeOffset from, DateTimeOffset until, string doubt);

    [LoggerMessage(Level = LogLevel.Error, Message = "The certificates were not reloaded, the old ones stay: {Problem}")]
    private partial void LogNotReloaded(string problem);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Looking for new certificates failed")]
    private partial void LogDefect(Exception exception);
}
