using Microsoft.Win32.SafeHandles;

namespace Pabal.Storage;

/// <summary>A file of the file system.</summary>
internal sealed class DeviceFile(SafeFileHandle handle) : IStorageFile
{
    public long Length => RandomAccess.GetLength(handle);

    public int Read(long offset, Span<byte> destination) => RandomAccess.Read(handle, destination, offset);

    public void Write(long offset, ReadOnlySpan<byte> source) => RandomAccess.Write(handle, source, offset);

    public void Sync() => FileSync.SyncData(handle);

    public void SetLength(long octets)
    {
        var grows = octets > Length;
        RandomAccess.SetLength(handle, octets);
        if (grows)
            FileSync.Reserve(handle, octets);
    }

    public void Dispose() => handle.Dispose();
}
