using System.Diagnostics;
using System.Globalization;

namespace Pabal.Bench.Processes;

/// <summary>What memory a process takes, from /proc.</summary>
internal static class ProcessMemory
{
    /// <summary>Resident octets.</summary>
    public static long Resident(int processId) => Read(processId, "VmRSS:");

    /// <summary>The most octets that were resident since it was started.</summary>
    public static long Peak(int processId) => Read(processId, "VmHWM:");

    /// <summary>Resident octets once they change by less than 1 % within a second, at the latest after ten seconds.</summary>
    public static async Task<long> SettledAsync(int processId, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        for (var before = Resident(processId); ;)
        {
            await Task.Delay(1000, cancellation);
            var now = Resident(processId);
            if (Math.Abs(now - before) * 100 < before || Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(10))
                return now;
            before = now;
        }
    }

    private static long Read(int processId, string name)
    {
        foreach (var line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/status")))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
                return long.Parse(line[name.Length..^2].Trim(), CultureInfo.InvariantCulture) * 1024;
        }
        throw new BenchException($"process {processId} has ended");
    }
}
