namespace Pabal.Storage.Tests.Devices;

/// <summary>An open simulated file.</summary>
public sealed class SimulatedHandle(SimulatedFile file, DeviceFaults faults) : IStorageFile
{
    private volatile bool isClosed;

    public long Length => file.Length;

    public int Read(long offset, Span<byte> destination)
    {
        Check(DeviceCall.Read);
        return file.Read(offset, destination, faults.MaxRead);
    }

    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        Check(DeviceCall.Write, source.Length);
        file.Write(offset, source);
    }

    public void Sync()
    {
        Check(DeviceCall.Sync);
        file.Sync();
    }

    public void SetLength(long octets)
    {
        Check(DeviceCall.SetLength);
        file.SetLength(octets);
    }

    public void Dispose() => isClosed = true;

    private void Check(DeviceCall call, long octets = 0)
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
        faults.On(call, octets);
    }
}
