namespace Pabal.Bench.Machine;

/// <summary>Where the brokers keep their data: the folder for temporary files.</summary>
internal static class DataDisk
{
    /// <summary>The kind of its file system, such as ext4.</summary>
    public static string FileSystem { get; } = Find(Path.GetTempPath());

    /// <exception cref="BenchException">It is in memory.</exception>
    public static void RequireDisk()
    {
        if (FileSystem is "tmpfs" or "ramfs")
            throw new BenchException($"{Path.GetTempPath()} is in memory ({FileSystem}): TMPDIR=DIR chooses a folder on a disk");
    }

    // Of all mount points above the folder the longest is its own; of two at one place the later one hides the other.
    private static string Find(string folder)
    {
        var found = (Point: "", Kind: "unknown");
        foreach (var line in File.ReadLines("/proc/mounts"))
        {
            var fields = line.Split(' ');
            var point = fields[1].TrimEnd('/') + "/";
            if (folder.StartsWith(point, StringComparison.Ordinal) && point.Length >= found.Point.Length)
                found = (point, fields[2]);
        }
        return found.Kind;
    }
}
