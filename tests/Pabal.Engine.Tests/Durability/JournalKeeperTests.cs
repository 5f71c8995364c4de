using Pabal.Engine.Durability;
using Pabal.Storage;

namespace Pabal.Engine.Tests.Durability;

public sealed class JournalKeeperTests : ILogReplay
{
    [Fact]
    public void OnFileSealed_AfterItsEnd_IsIgnored()
    {
        var folder = Directory.CreateTempSubdirectory("pabal-test-").FullName;
        using (var device = new FileDevice(folder))
        {
            var journal = new Journal(observer: null);
            using var log = journal.Log = Log.Open(device, new LogOptions { FileOctets = 64 * 1024 }, this, journal);
            var keeper = new JournalKeeper(journal, appendDefinitions: null, observer: null);
            keeper.Dispose();

            Should.NotThrow(keeper.OnFileSealed);
        }
        Directory.Delete(folder, recursive: true);
    }

    void ILogReplay.OnRecord(byte type, LogPosition start, ReadOnlySpan<byte> index, int payloadLength) =>
        throw new InvalidOperationException("The log is new.");

    void ILogReplay.OnProgress(int file, int done, int total)
    {
    }
}
