using System.Diagnostics;
using System.Globalization;

namespace Pabal.Bench.Machine;

/// <summary>Waits for a moment at which nobody else uses the machine.</summary>
internal static class QuietMachine
{
    private const double MaxBusyShare = 0.08;

    // Of the first line of /proc/stat: idle; waiting for a disk counts as neither.
    private const int IdleField = 4;
    private const int DiskField = 5;

    /// <summary>Returns after a second in which the processors were less than 8 % busy.</summary>
    /// <returns>False when there was no such second within the time.</returns>
    public static async Task<bool> WaitAsync(double timeoutSeconds, CancellationToken cancellation)
    {
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started).TotalSeconds < timeoutSeconds;)
        {
            var before = ReadTicks();
            await Task.Delay(1000, cancellation);
            var after = ReadTicks();
            var busy = after.Busy - before.Busy;
            if (busy <= MaxBusyShare * (busy + after.Idle - before.Idle))
                return true;
        }
        return false;
    }

    private static (long Busy, long Idle) ReadTicks()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var ticks = fields.Skip(1).Take(8).Select(field => long.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        var idle = ticks[IdleField - 1];
        return (ticks.Sum() - idle - ticks[DiskField - 1], idle);
    }
}
