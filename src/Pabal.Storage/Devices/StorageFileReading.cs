namespace Pabal.Storage;

/// <summary>Reads until there is what was asked for.</summary>
internal static class StorageFileReading
{
    /// <returns>Octets read; fewer than asked for only at the file's end.</returns>
    /// <exception cref="IOException">The device failed.</exception>
    public static int ReadFully(this IStorageFile file, long offset, Span<byte> destination)
    {
        var total = 0;
        while (total < destination.Length)
        {
            var count = file.Read(offset + total, destination[total..]);
            if (count == 0)
                break;
            total += count;
        }
        return total;
    }
}
