using Pabal.Storage.Tests.Devices;

namespace Pabal.Storage.Tests.Logs;

/// <summary>Records whose bodies are gathered from segments, and how they are read back.</summary>
public sealed class LogBodyTests : IDisposable
{
    private readonly SimulatedDevice device = new();
    private readonly SegmentStore store = new();
    private readonly SegmentWriter writer;
    private readonly TestLog log;
    private byte[] buffer = [];

    public LogBodyTests()
    {
        writer = store.RentWriter();
        log = new TestLog(device, new LogOptions { FileOctets = 16 * 1024 * 1024 });
    }

    public void Dispose() => log.Dispose();

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(5, 0, 1)]
    [InlineData(0, 7, 3)]
    [InlineData(300, 45, 512)]
    public void Append_OfIndexOctetsAndRanges_IsReadBackInThisOrder(int index, int octets, int ranges)
    {
        var (start, end, expected) = Append(index, octets, [.. Enumerable.Range(0, ranges).Select(i => i % 90)]);

        log.Log.ReadRecord(start, ref buffer).ToArray().ShouldBe(expected);
        end.ShouldBe(new LogPosition(start.Value + Log.RecordOctets(expected.Length)));
    }

    // Longer than a segment and longer than a block of the log.
    [Theory]
    [InlineData(200_000)]
    [InlineData(3_000_001)]
    public void Append_OfARangeThatSpansSegments_IsReadBack(int length)
    {
        var (start, _, expected) = Append(10, 0, [17, length, 3]);

        log.Log.ReadRecord(start, ref buffer).ToArray().ShouldBe(expected);
    }

    [Fact]
    public void Open_OfRecordsWithBodies_ShowsIndexesAndLengthsOnly()
    {
        var (start, _, expected) = Append(20, 0, [100, 200]);
        log.Dispose();

        var replay = new ReplayList();
        Log.Open(device, new LogOptions(), replay, log.Recorder).Dispose();

        replay.Records.ShouldHaveSingleItem().ShouldBe((1, start, Convert.ToHexString(expected.AsSpan(0, 20)), 320));
    }

    [Fact]
    public void Append_WithLive_CountsItInTheRecordsFile()
    {
        var position = SegmentOf(40);
        log.Log.Append(
            new LogAppend { Type = 1, Store = store, Body = [new(position, 40)], LiveCount = 3, LiveOctets = 40 }, out _);

        log.Log.Statistics().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            file => file.LiveCount.ShouldBe(3), file => file.LiveOctets.ShouldBe(40));
    }

    [Fact]
    public void Append_OfRangesWithoutAStore_IsRefused() =>
        Should.Throw<ArgumentException>(() => log.Log.Append(new LogAppend { Type = 1, Body = [new(SegmentOf(1), 1)] }, out _));

    [Fact]
    public void Append_OfABatchFromSegments_AllocatesNothing()
    {
        var ranges = Enumerable.Range(0, 64).Select(_ => new SegmentRange(SegmentOf(45), 45)).ToArray();
        var index = new byte[80];
        // Leaves free blocks, of which one batch at a time needs one.
        log.AppendDurably(new byte[2 * LogBlock.Size]);
        log.Recorder.AwaitDurable(AppendBatch(index, ranges));
        using var release = new SemaphoreSlim(0);
        device.Faults.Before = _ => release.Wait(TimeSpan.FromSeconds(20));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
            AppendBatch(index, ranges);

        // A lock makes its event when two threads first meet at it; that is all.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000);
        release.Release(1000);
    }

    private LogPosition AppendBatch(byte[] index, SegmentRange[] ranges)
    {
        log.Log.Append(
            new LogAppend { Type = 1, Index = index, Store = store, Body = ranges, LiveCount = 64, LiveOctets = 64 * 45 },
            out var end);
        return end;
    }

    private (LogPosition Start, LogPosition End, byte[] Payload) Append(int index, int octets, int[] lengths)
    {
        var ranges = lengths.Select(length => new SegmentRange(SegmentOf(length), length)).ToArray();
        var indexOctets = TestLog.Payload(index, index);
        var octetsOctets = TestLog.Payload(octets, octets);
        var record = new LogAppend { Type = 1, Index = indexOctets, Octets = octetsOctets, Store = store, Body = ranges };
        var start = log.Log.Append(record, out var end);
        log.Recorder.AwaitDurable(end);
        return (start, end, [.. indexOctets, .. octetsOctets, .. lengths.SelectMany(length => TestLog.Payload(length, length))]);
    }

    private SegmentPosition SegmentOf(int length)
    {
        var position = writer.Reserve(length);
        store.Write(position, 0, TestLog.Payload(length, length));
        return position;
    }

    private sealed class ReplayList : ILogReplay
    {
        public List<(int Type, LogPosition Start, string Index, int Length)> Records { get; } = [];

        public void OnRecord(byte type, LogPosition start, ReadOnlySpan<byte> index, int payloadLength) =>
            Records.Add((type, start, Convert.ToHexString(index), payloadLength));

        public void OnProgress(int file, int done, int total)
        {
        }
    }
}
