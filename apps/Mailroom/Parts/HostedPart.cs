using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mailroom.Parts;

/// <summary>A part of the program with services of its own, as if it were alone in its process.</summary>
internal sealed class HostedPart(IHost host) : IAsyncDisposable
{
    private bool isDisposed;

    /// <summary>Sets up what every part has: the program's configuration and log, and no signals.</summary>
    public static void Prepare(IHostApplicationBuilder builder, IConfiguration configuration)
    {
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(configuration);
        ProgramLog.Add(builder.Logging, configuration);
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
    }

    public Task StartAsync() => host.StartAsync();

    /// <summary>Completes when the part wants to stop by itself, which it does only when it can't go on.</summary>
    public Task WhenEnding()
    {
        var ending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => ending.TrySetResult());
        return ending.Task;
    }

    /// <summary>Stops it, wherever it has come to. More than once does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        try
        {
            await host.StopAsync();
        }
        finally
        {
            if (host is IAsyncDisposable disposable)
                await disposable.DisposeAsync();
            else
                host.Dispose();
        }
    }
}
