using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pabal.Engine;
using Pabal.Engine.Durability;
using Pabal.Engine.Security;
using Pabal.Server.Amqp;
using Pabal.Server.Control;
using Pabal.Server.Definitions;
using Pabal.Server.Tls;
using Pabal.Wire.Amqp;

namespace Pabal.Server;

/// <summary>A running broker. Several may run in one process; they share nothing.</summary>
public sealed class PabalBroker : IAsyncDisposable
{
    private static readonly TimeSpan DiskCheckInterval = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource<Exception> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Broker broker;
    private readonly AmqpServer amqp;
    private readonly CertificateStore? certificates;
    private readonly ControlListener? control;
    private readonly ITimer diskTimer;
    private readonly StorageLog storage;
    private readonly Task ending;

    private PabalBroker(
        PabalOptions options, TimeProvider time, ILoggerFactory loggers, Func<long, IStorageObserver, Broker> open)
    {
        OptionRules.Check(options);
        var memoryLimit = options.MemoryLimit;
        if (memoryLimit == 0)
            memoryLimit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 4;
        storage = new StorageLog(loggers.CreateLogger("Pabal.Storage"), options.DataDirectory, time);
        var logger = loggers.CreateLogger("Pabal.Amqp");
        if (options.Amqp.Tls.IsEnabled)
            certificates = new CertificateStore(options.Amqp.Tls, time, logger);
        try
        {
            broker = open(memoryLimit, storage);
            // Before anybody can connect, and before a default user is thought to be needed.
            if (options.DefinitionsFile.Length > 0)
                DefinitionsFile.Load(options.DefinitionsFile, broker, loggers.CreateLogger("Pabal.Definitions"));
            amqp = new AmqpServer(options.Amqp, certificates, broker, time, logger);
        }
        catch
        {
            broker?.Dispose();
            certificates?.Dispose();
            throw;
        }
        if (options.DataDirectory.Length > 0 && broker.Durability is not null)
            control = ControlListener.TryStart(broker, options.DataDirectory, time, loggers.CreateLogger("Pabal.Control"));
        diskTimer = time.CreateTimer(_ => broker.CheckDisk(), null, DiskCheckInterval, DiskCheckInterval);
        ending = EndWhenStorageFailsAsync();
    }

    /// <summary>Where AMQP clients connect to.</summary>
    public IPEndPoint AmqpEndPoint => amqp.EndPoint;

    /// <summary>The address for AMQP clients, without a password: amqp://127.0.0.1:5672.</summary>
    public Uri AmqpUri => new($"amqp://{AmqpEndPoint}");

    /// <summary>Where AMQP clients connect to with TLS; null when it isn't served (<see cref="TlsOptions.CertificateFile"/>).</summary>
    public IPEndPoint? AmqpsEndPoint => amqp.TlsEndPoint;

    /// <summary>
    /// The address for AMQP clients with TLS, amqps://127.0.0.1:5671; null when it isn't served. Clients compare the certificate
    /// with the host name they were given, so they are usually given another one than this.
    /// </summary>
    public Uri? AmqpsUri => AmqpsEndPoint is { } endPoint ? new Uri($"amqps://{endPoint}") : null;

    /// <summary>
    /// Defines users, virtual hosts and permissions. Changes hold at once; <see cref="AdministerAsync"/> says when they are
    /// durable.
    /// </summary>
    public Administration Administration => broker.Administration;

    /// <summary>
    /// Completes, with the reason, when the storage has failed: nothing more is confirmed, and what the broker holds can't be
    /// trusted. Dispose of it and start another, which recovers what was stored.
    /// </summary>
    public Task<Exception> StorageFailed => failed.Task;

    /// <summary>What it serves, for tests that look inside.</summary>
    internal Broker Engine => broker;

    internal int ConnectionCount => amqp.ConnectionCount;

    internal int HandshakeCount => amqp.HandshakeCount;

    /// <summary>Starts a broker; it serves clients when the task completes.</summary>
    /// <param name="configure">Changes the defaults.</param>
    /// <param name="loggers">Where it logs to; nowhere unless given.</param>
    /// <param name="time">The clock; the system's unless given.</param>
    /// <exception cref="InvalidOptionException">An option, or a file that it names, can't be used.</exception>
    /// <exception cref="IOException">The data directory can't be used; somebody else may use it.</exception>
    /// <exception cref="Pabal.Storage.LogFormatException">The data directory was written by another version; nothing was changed.</exception>
    /// <exception cref="Pabal.Storage.LogDamageException">Something durable can't be read; nothing was changed.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address or port can't be had.</exception>
    public static Task<PabalBroker> StartAsync(
        Action<PabalOptions>? configure = null, ILoggerFactory? loggers = null, TimeProvider? time = null)
    {
        var options = new PabalOptions();
        configure?.Invoke(options);
        return StartAsync(options, loggers, time);
    }

    /// <inheritdoc cref="StartAsync(Action{PabalOptions}, ILoggerFactory, TimeProvider)"/>
    /// <param name="options">All options; not to be changed afterwards.</param>
    /// <param name="loggers">Where it logs to; nowhere unless given.</param>
    /// <param name="time">The clock; the system's unless given.</param>
    public static Task<PabalBroker> StartAsync(PabalOptions options, ILoggerFactory? loggers = null, TimeProvider? time = null) =>
        StartAsync(options, Opening(options, time), loggers, time);

    /// <summary>
    /// Reads the certificate files again, which also happens by itself when they change
    /// (<see cref="TlsOptions.ReloadSeconds"/>). New connections get the new certificates, others go on as they are.
    /// </summary>
    /// <exception cref="InvalidOptionException">A file can't be used; the certificates before go on being served.</exception>
    /// <exception cref="InvalidOperationException">TLS isn't served.</exception>
    public void ReloadCertificates()
    {
        if (certificates is null)
            throw new InvalidOperationException("TLS is not served: Amqp:Tls:CertificateFile was not set when the broker started.");
        certificates.Reload();
    }

    /// <summary>Changes users, virtual hosts or permissions; they survive a crash when the task completes.</summary>
    /// <param name="change">Makes any number of changes.</param>
    /// <exception cref="AdministrationException">One of them can't be made; those before it are.</exception>
    /// <exception cref="IOException">The storage has failed: what was changed goes with the broker.</exception>
    public async Task AdministerAsync(Action<Administration> change)
    {
        change(Administration);
        await WhenDurableAsync(Administration.DefinitionsEnd).ConfigureAwait(false);
    }

    /// <summary>Defines what a file of definitions has, in RabbitMQ's format; it survives a crash when the task completes.</summary>
    /// <param name="json">The file, in UTF-8; of a whole broker or of one virtual host.</param>
    /// <param name="virtualHost">Where things belong of which the file doesn't say it.</param>
    /// <exception cref="DefinitionsException">Something is wrong with the file; nothing was changed.</exception>
    /// <exception cref="IOException">The storage has failed: what was changed goes with the broker.</exception>
    public async Task<DefinitionsImportResult> ImportDefinitionsAsync(ReadOnlyMemory<byte> json, string? virtualHost = null)
    {
        var result = BrokerDefinitions.Import(broker, json, virtualHost, out var end);
        await WhenDurableAsync(end).ConfigureAwait(false);
        return result;
    }

    /// <summary>Everything that is defined, in RabbitMQ's format.</summary>
    /// <param name="virtualHost">The only one to be exported, without users; null for the whole broker.</param>
    /// <exception cref="AdministrationException">There is no such virtual host.</exception>
    public DefinitionsExportResult ExportDefinitions(string? virtualHost = null) => BrokerDefinitions.Export(broker, virtualHost);

    /// <exception cref="IOException">The storage has failed.</exception>
    private async Task WhenDurableAsync(LogMark mark)
    {
        if (broker.Durability is not { } durability)
            return;
        await durability.WhenDurable(mark).ConfigureAwait(false);
        if (!durability.HasFailed)
            return;
        var reason = await storage.Failed.ConfigureAwait(false);
        throw new IOException($"The storage has failed: {reason.Message}", reason);
    }

    /// <summary>Closes all connections in good order (connection.close 320) and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await diskTimer.DisposeAsync().ConfigureAwait(false);
        if (control is not null)
            await control.DisposeAsync().ConfigureAwait(false);
        certificates?.Dispose();
        await amqp.DisposeAsync().ConfigureAwait(false);
        broker.Dispose();
        // It may have failed with the last write; whoever asks afterwards is to know.
        if (storage.Failed.IsCompleted)
            await ending.ConfigureAwait(false);
    }

    /// <summary>Starts a broker on storage of another kind.</summary>
    /// <param name="options">What they say of the storage is not used.</param>
    /// <param name="open">Given the memory limit and who is to be told of the storage.</param>
    /// <param name="loggers">Where it logs to; nowhere unless given.</param>
    /// <param name="time">The clock; the system's unless given.</param>
    internal static async Task<PabalBroker> StartAsync(
        PabalOptions options,
        Func<long, IStorageObserver, Broker> open,
        ILoggerFactory? loggers = null,
        TimeProvider? time = null)
    {
        var started = new PabalBroker(options, time ?? TimeProvider.System, loggers ?? NullLoggerFactory.Instance, open);
        try
        {
            await started.AdministerAsync(administration => DefaultAccess.Create(administration, options)).ConfigureAwait(false);
            return started;
        }
        catch
        {
            await started.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static Func<long, IStorageObserver, Broker> Opening(PabalOptions options, TimeProvider? time) => (memoryLimit, observer) =>
        options.DataDirectory.Length == 0
            ? new Broker(memoryLimit, time: time)
            : Broker.Open(
                options.DataDirectory,
                options.Sync == SyncMode.Always,
                memoryLimit,
                options.DiskFreeLimit,
                options.LogFileSize,
                observer,
                time);

    // Whoever owns the broker is told when its clients were: what they wait for has to be refused before they are closed.
    private async Task EndWhenStorageFailsAsync()
    {
        var reason = await storage.Failed.ConfigureAwait(false);
        await amqp.CloseAllAsync(ReplyCode.InternalError, "the storage has failed").ConfigureAwait(false);
        failed.TrySetResult(reason);
    }
}
