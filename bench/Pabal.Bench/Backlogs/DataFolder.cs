using System.Diagnostics;

namespace Pabal.Bench.Backlogs;

/// <summary>The broker's data directory from outside.</summary>
internal static class DataFolder
{
    private static readonly TimeSpan ShrinkTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Octets of all files, with what is allocated in advance.</summary>
    public static long Size(string folder)
    {
        // Files may go while they are listed.
        var sum = 0L;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            try
            {
                sum += file.Length;
            }
            catch (FileNotFoundException)
            {
                continue;
            }
        }
        return sum;
    }

    /// <summary>Waits until it is as small as it should be, or the time is over.</summary>
    /// <returns>How large it is then.</returns>
    public static async Task<long> ShrinkAsync(string folder, long limit, CancellationToken cancellation)
    {
        for (var started = Stopwatch.GetTimestamp(); ;)
        {
            var size = Size(folder);
            if (size <= limit || Stopwatch.GetElapsedTime(started) > ShrinkTimeout)
                return size;
            await Task.Delay(100, cancellation);
        }
    }
}
