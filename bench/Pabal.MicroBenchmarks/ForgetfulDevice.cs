using Pabal.Storage;

namespace Pabal.MicroBenchmarks;

/// <summary>Takes what is written and keeps nothing.</summary>
internal sealed class ForgetfulDevice : IStorageDevice
{
    public long AvailableOctets => long.MaxValue;

    public IReadOnlyList<string> List() => [];

    public IStorageFile Create(string name, long reservedOctets) => new ForgetfulFile { Length = reservedOctets };

    public IStorageFile Open(string name) => new ForgetfulFile();

    public void Delete(string name)
    {
    }

    public void Rename(string name, string newName)
    {
    }

    public void SyncDirectory()
    {
    }

    private sealed class ForgetfulFile : IStorageFile
    {
        public long Length { get; set; }

        public int Read(long offset, Span<byte> destination) => 0;

        public void Write(long offset, ReadOnlySpan<byte> source)
        {
        }

        public void Sync()
        {
        }

        public void SetLength(long octets) => Length = octets;

        public void Dispose()
        {
        }
    }
}
