using System.Diagnostics;
using Pabal.Bench;
using Pabal.Bench.Processes;

namespace Mailroom.Coupling.Designs;

/// <summary>Waits for servers that say that they are ready by answering.</summary>
internal static class Readiness
{
    /// <exception cref="BenchException">The process ended, or did not answer in time.</exception>
    public static async Task WaitAsync(Uri address, ChildProcess process, CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var started = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync(http, address, cancellation))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(started) > OwnProcess.StartTimeout)
                throw new BenchException($"{address} is not ready: {process.LastOutput}");
            await Task.Delay(50, cancellation);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, Uri address, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.GetAsync(address, cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException ||
            (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }
}
