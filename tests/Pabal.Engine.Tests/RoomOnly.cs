using Pabal.Storage;

namespace Pabal.Engine.Tests;

/// <summary>A device that is asked for its free room only.</summary>
internal sealed class RoomOnly : IStorageDevice
{
    /// <summary>Null when it can't tell.</summary>
    public long? AvailableOctets { get; set; }

    long IStorageDevice.AvailableOctets => AvailableOctets ?? throw new IOException("the device is gone");

    public IReadOnlyList<string> List() => throw new NotSupportedException();

    public IStorageFile Create(string name, long reservedOctets) => throw new NotSupportedException();

    public IStorageFile Open(string name) => throw new NotSupportedException();

    public void Rename(string name, string newName) => throw new NotSupportedException();

    public void Delete(string name) => throw new NotSupportedException();

    public void SyncDirectory() => throw new NotSupportedException();
}
