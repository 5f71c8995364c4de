using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Pabal.Server;

/// <summary>A broker that starts and stops with its host.</summary>
public sealed partial class PabalService : IHostedService, IAsyncDisposable
{
    private readonly PabalOptions options;
    private readonly ILoggerFactory loggers;
    private readonly TimeProvider time;
    private readonly IHostApplicationLifetime? lifetime;
    private readonly ILogger logger;
    private PabalBroker? broker;

    /// <summary>Made by the host.</summary>
    public PabalService(
        PabalOptions options, ILoggerFactory loggers, TimeProvider? time = null, IHostApplicationLifetime? lifetime = null)
    {
        this.lifetime = lifetime;
        logger = loggers.CreateLogger<PabalService>();
        this.options = options;
        this.loggers = loggers;
        this.time = time ?? TimeProvider.System;
    }

    /// <summary>The broker, once the host has started.</summary>
    /// <exception cref="InvalidOperationException">It has not.</exception>
    public PabalBroker Broker => broker ?? throw new InvalidOperationException("The host has not started.");

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        broker = await PabalBroker.StartAsync(options, loggers, time).ConfigureAwait(false);
        if (options.StopHostOnStorageFailure && lifetime is not null)
            _ = StopHostWhenStorageFailsAsync(broker.StorageFailed, lifetime);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => broker?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task StopHostWhenStorageFailsAsync(Task<Exception> failure, IHostApplicationLifetime host)
    {
        await failure.ConfigureAwait(false);
        LogStopping();
        host.StopApplication();
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The host stops: the broker's storage has failed (StopHostOnStorageFailure)")]
    private partial void LogStopping();
}
