using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Pabal.Bench.Processes;

namespace Pabal.Bench.Machine;

/// <summary>Measures what storing 4 KiB costs by itself, where the brokers have their data.</summary>
internal static class DiskProbe
{
    private const int Length = 4096;
    private const int ReservedLength = 64 << 20;

    // Both files in turns, so that a change of the disk's mood touches both.
    private const int Turns = 4;
    private const double SecondsPerTurn = 0.25;

    public static DiskTimes Measure()
    {
        using var folder = new TemporaryFolder();
        using var appended = Open(folder["appended"], reserved: 0);
        using var preallocated = Open(folder["preallocated"], ReservedLength);
        var (first, second) = (new List<double>(), new List<double>());
        for (var turn = 0; turn < Turns; turn++)
        {
            Write(appended, first, SecondsPerTurn / 2);
            Write(preallocated, second, SecondsPerTurn / 2);
        }
        return new DiskTimes(TimesOf(first), TimesOf(second));
    }

    private static SafeFileHandle Open(string path, long reserved)
    {
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, preallocationSize: reserved);
        // .NET reserves blocks beyond the end: the length is set, so that no write changes it.
        RandomAccess.SetLength(file, reserved);
        RandomAccess.FlushToDisk(file);
        return file;
    }

    // Each write goes behind the last one, and none behind what is reserved.
    private static void Write(SafeFileHandle file, List<double> times, double seconds)
    {
        var block = new byte[Length];
        var started = Stopwatch.GetTimestamp();
        while (times.Count < ReservedLength / Length && Stopwatch.GetElapsedTime(started).TotalSeconds < seconds)
        {
            var before = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, block, (long)times.Count * Length);
            Libc.SyncData(file);
            times.Add(Stopwatch.GetElapsedTime(before).TotalMicroseconds);
        }
    }

    private static SyncTimes TimesOf(List<double> microseconds) =>
        new(1e6 * microseconds.Count / microseconds.Sum(), new Samples(microseconds).Median);
}
