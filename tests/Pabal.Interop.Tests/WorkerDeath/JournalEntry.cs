using System.Diagnostics;
using System.Globalization;

namespace Pabal.Interop.Tests.WorkerDeath;

/// <summary>One line that a worker wrote: what happened to which message, and when by the machine's monotonic clock.</summary>
internal sealed record JournalEntry(string Worker, long Ticks, string What, string Message, bool Redelivered)
{
    public static JournalEntry Parse(string worker, string line)
    {
        var parts = line.Split(' ');
        return new JournalEntry(worker, long.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], parts[2], bool.Parse(parts[3]));
    }

    public double MillisecondsSince(long ticks) => Stopwatch.GetElapsedTime(ticks, Ticks).TotalMilliseconds;
}
