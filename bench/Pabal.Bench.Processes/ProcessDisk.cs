using System.Globalization;

namespace Pabal.Bench.Processes;

/// <summary>What a process makes the disk write.</summary>
internal static class ProcessDisk
{
    private const string WrittenLine = "write_bytes:";

    /// <summary>
    /// Octets that a process has made the disk write, from /proc: a page of 4 KiB counts each time that it is changed after
    /// it was stored, so the rest of the last page of every write that is synced is in it. The file system's own journal is
    /// not.
    /// </summary>
    public static long Written(int processId)
    {
        foreach (var line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/io")))
        {
            if (line.StartsWith(WrittenLine, StringComparison.Ordinal))
                return long.Parse(line[WrittenLine.Length..].Trim(), CultureInfo.InvariantCulture);
        }
        throw new BenchException($"process {processId} has ended");
    }
}
