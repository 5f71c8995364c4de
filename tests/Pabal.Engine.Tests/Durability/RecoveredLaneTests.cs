using Pabal.Engine.Durability;
using Pabal.Storage;

namespace Pabal.Engine.Tests.Durability;

public sealed class RecoveredLaneTests : IDisposable, ILogReplay
{
    private const int Gone = 1_000;

    private readonly string folder = Directory.CreateTempSubdirectory("pabal-test-").FullName;
    private readonly FileDevice device;
    private readonly Journal journal = new(observer: null, new JournalOptions());
    private readonly RecoveredFiles files = new();
    private readonly RecoveredLane queue = new();

    public RecoveredLaneTests()
    {
        device = new FileDevice(folder);
        journal.Log = Log.Open(device, new LogOptions { FileOctets = 64 * 1024 }, this, journal);
        files.OnOpened(journal.Log);
    }

    public void Dispose()
    {
        journal.Log.Dispose();
        device.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Finish_WithCopiesOfAVoidAttemptAndOfAMoveBehindIt_CountsEachMessageOnce()
    {
        // A crash ended the attempt to move file 1000. The one after it copied to file 1001, which was moved in turn: nothing
        // is left that says that the first attempt is void.
        AddCopy(source: Gone, attempt: 1, first: 10, count: 3, offset: 4_096);
        AddCopy(source: Gone + 1, attempt: 2, first: 11, count: 1, offset: 8_192);
        AddCopy(source: Gone + 1, attempt: 2, first: 12, count: 3, offset: 12_288);
        queue.Settle(10, 11);

        var (extents, next) = queue.Finish(files, journal);

        next.ShouldBe(15u);
        var live = Enumerable.Range(0, extents.Count).Select(i => (extents[i].First, extents[i].End, extents[i].Live));
        live.Sum(extent => extent.Live).ShouldBe(4);
        live.Zip(live.Skip(1)).ShouldAllBe(pair => pair.First.End <= pair.Second.First);
        queue.Settled.CountUnsettled(0, next).ShouldBe(4);
        journal.Log.Statistics().Sum(file => file.LiveCount).ShouldBe(4);
        journal.Log.Statistics().Sum(file => file.LiveOctets).ShouldBe(400);
    }

    void ILogReplay.OnRecord(byte type, LogPosition start, ReadOnlySpan<byte> index, int payloadLength) =>
        throw new InvalidOperationException("The log is new.");

    void ILogReplay.OnProgress(int file, int done, int total)
    {
    }

    private void AddCopy(int source, long attempt, ulong first, int count, int offset)
    {
        files.OnMoved(source, attempt);
        queue.AddCopy(source, attempt, new MessageExtent
        {
            First = first,
            End = first + (ulong)count,
            From = new LogPosition(journal.Log.End.File, offset),
            Length = 1_000,
            Live = count,
            LiveOctets = 100 * count,
        });
    }
}
