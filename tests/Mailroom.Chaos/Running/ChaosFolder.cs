using Mailroom.Servers;

namespace Mailroom.Chaos.Running;

/// <summary>Where a run leaves what its servers have written.</summary>
internal static class ChaosFolder
{
    /// <param name="wanted">An empty folder; null for a temporary one.</param>
    public static string Create(string? wanted)
    {
        var path = Path.GetFullPath(wanted ?? Path.Combine(Path.GetTempPath(), $"chaos-{Guid.NewGuid():N}"[..14]));
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new ServerException($"{path} is not empty");
        // Servers that give up root's rights still have to reach what is theirs in it.
        return new ServerFolder(Path.GetFileName(path), Path.GetDirectoryName(path)).Path;
    }
}
