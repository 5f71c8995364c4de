using System.Security.Cryptography;

namespace Pabal.Server.Tls;

/// <summary>What shows that files have changed: a digest of each one's content.</summary>
/// <remarks>
/// Times tell less: mounted secrets are links to other folders, whose files may have been written in one moment, and copies
/// may keep the time of what they were made from. The files are short, and a digest of a key gives nothing away.
/// </remarks>
internal sealed class FileDigests
{
    private readonly byte[] digests;

    private FileDigests(byte[] digests) => this.digests = digests;

    /// <summary>Reads the files; one that can't be read has a digest too.</summary>
    public static FileDigests Of(IReadOnlyList<string> files)
    {
        var read = new byte[files.Count * SHA256.HashSizeInBytes];
        for (var i = 0; i < files.Count; i++)
            Read(files[i], read.AsSpan(i * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes));
        return new FileDigests(read);
    }

    public bool IsSameAs(FileDigests? other) => other is not null && digests.AsSpan().SequenceEqual(other.digests);

    private static void Read(string file, Span<byte> digest)
    {
        try
        {
            // Unbuffered, as the digest is made of larger pieces anyway.
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            SHA256.HashData(stream, digest);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            digest.Clear();
        }
    }
}
