namespace Pabal.Server.Tls;

/// <summary>What shows that files have changed: where they lie, when they were written, how long they are.</summary>
internal sealed class FileStamps : IEquatable<FileStamps>
{
    private readonly (string Path, DateTime WrittenAt, long Length)[] stamps;

    private FileStamps((string, DateTime, long)[] stamps) => this.stamps = stamps;

    /// <summary>Reads them; a file that can't be found has a stamp too.</summary>
    public static FileStamps Of(IReadOnlyList<string> files)
    {
        var read = new (string, DateTime, long)[files.Count];
        for (var i = 0; i < read.Length; i++)
            read[i] = Of(files[i]);
        return new FileStamps(read);
    }

    public bool Equals(FileStamps? other) => other is not null && stamps.AsSpan().SequenceEqual(other.stamps);

    public override bool Equals(object? obj) => Equals(obj as FileStamps);

    public override int GetHashCode() => stamps.Length;

    private static (string, DateTime, long) Of(string file)
    {
        try
        {
            // Mounted secrets are links that are turned to other files.
            var found = new FileInfo(file);
            if (found.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
                found = target;
            return (found.FullName, found.LastWriteTimeUtc, found.Exists ? found.Length : -1);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (file, DateTime.MinValue, -1);
        }
    }
}
