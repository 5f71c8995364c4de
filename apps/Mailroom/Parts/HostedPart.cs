using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mailroom.Parts;

/// <summary>A part of the program with services of its own, as if it were alone in its process.</summary>
internal sealed class HostedPart : IAsyncDisposable
{
    private readonly IHost host;

    private HostedPart(IHost host) => this.host = host;

    /// <summary>Sets up what every part has: the program's configuration and log, and no signals.</summary>
    public static void Prepare(IHostApplicationBuilder builder, IConfiguration configuration)
    {
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(configuration);
        ProgramLog.Add(builder.Logging, configuration);
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
    }

    public static async Task<HostedPart> StartAsync(IHost host)
    {
        try
        {
            await host.StartAsync();
            return new HostedPart(host);
        }
        catch
        {
            await DisposeAsync(host);
            throw;
        }
    }

    /// <summary>Completes when the part wants to stop by itself, which it does only when it can't go on.</summary>
    public Task WhenEnding()
    {
        var ending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => ending.TrySetResult());
        return ending.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await DisposeAsync(host);
    }

    private static async ValueTask DisposeAsync(IHost host)
    {
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        else
            host.Dispose();
    }
}
