using Microsoft.Win32.SafeHandles;

namespace Pabal.Storage;

/// <summary>A file of the file system.</summary>
internal sealed class DeviceFile(SafeFileHandle handle) : IStorageFile
{
    public long Length => RandomAccess.GetLength(handle);

    public int Read(long offset, Span<byte> destination)
    {
        var total = 0;
        while (total < destination.Length)
        {
            var count = RandomAccess.Read(handle, destination[total..], offset + total);
            if (count == 0)
                break;
            total += count;
        }
        return total;
    }

    public void Write(long offset, ReadOnlySpan<byte> source) => RandomAccess.Write(handle, source, offset);

    public void Sync() => FileSync.SyncData(handle);

    public void SetLength(long octets) => RandomAccess.SetLength(handle, octets);

    public void Dispose() => handle.Dispose();
}
