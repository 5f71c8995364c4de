namespace Pabal.Storage.Tests;

public class SegmentStoreTests
{
    private const int SegmentSize = 2 * SegmentStore.MaxContiguousLength;
    private const int MaxFreeSegments = 64;

    private readonly List<long> observed = [];
    private readonly SegmentStore store;

    public SegmentStoreTests() => store = new SegmentStore(observed.Add);

    [Fact]
    public void Reserve_OfSmallRecords_KeepsEachApart()
    {
        var writer = store.RentWriter();
        var records = Enumerable.Range(0, 1000).Select(i => Write(writer, Pattern(i, i % 97))).ToArray();

        for (var i = 0; i < records.Length; i++)
            store.Read(records[i], i % 97).SequenceEqual(Pattern(i, i % 97)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(SegmentStore.MaxContiguousLength)]
    [InlineData(SegmentStore.MaxContiguousLength + 1)]
    [InlineData(SegmentSize - 1)]
    [InlineData(SegmentSize)]
    [InlineData(SegmentSize + 1)]
    [InlineData((3 * SegmentSize) + 17)]
    public void Write_InPieces_ReadsBackInPieces(int length)
    {
        var writer = store.RentWriter();
        Write(writer, Pattern(1, 1000));
        var octets = Pattern(2, length);
        var position = writer.Reserve(length);
        for (int at = 0, piece = 1; at < length; at += piece, piece = Math.Min((piece * 2) + 1, 100_003))
            store.Write(position, at, octets.AsSpan(at, Math.Min(piece, length - at)));

        ReadAll(position, length).ShouldBe(octets);
    }

    [Fact]
    public void Read_OfContiguousRecord_IsOnePiece()
    {
        var writer = store.RentWriter();
        writer.Reserve(SegmentStore.MaxContiguousLength - 1);
        var position = writer.Reserve(SegmentStore.MaxContiguousLength);

        store.Read(position, SegmentStore.MaxContiguousLength).Length.ShouldBe(SegmentStore.MaxContiguousLength);
    }

    [Fact]
    public void Release_OfEveryRecord_GivesTheMemoryBack()
    {
        var writer = store.RentWriter();
        var records = Enumerable.Range(0, 100).Select(i => Write(writer, Pattern(i, 50_000))).ToArray();
        store.BytesInUse.ShouldBe(20 * SegmentSize);
        foreach (var record in records)
            store.Release(record, 1);
        store.ReturnWriter(writer);

        store.BytesInUse.ShouldBe(SegmentSize, "the writer's own");
        observed.Max().ShouldBe(20 * SegmentSize);
        observed[^1].ShouldBe(store.BytesInUse);
    }

    [Fact]
    public void Release_OfOneOfTwoReferences_KeepsTheRecord()
    {
        var writer = store.RentWriter();
        var octets = Pattern(3, SegmentStore.MaxContiguousLength);
        var position = Write(writer, octets);
        Seal(writer);
        store.AddReferences(position, 2);
        store.Release(position, 2);
        ReadAll(position, octets.Length).ShouldBe(octets);
        var before = store.BytesInUse;
        store.Release(position, 1);

        store.BytesInUse.ShouldBe(before - SegmentSize);
    }

    [Fact]
    public void Release_OfChainedRecord_GivesAllItsSegmentsBack()
    {
        var writer = store.RentWriter();
        var position = Write(writer, Pattern(1, 5 * SegmentSize));
        store.BytesInUse.ShouldBe(6 * SegmentSize);
        store.Release(position, 1);

        store.BytesInUse.ShouldBe(SegmentSize);
    }

    [Fact]
    public void Release_OfChainedRecordThatWasNeverWritten_GivesItsHeadBack()
    {
        var writer = store.RentWriter();
        var position = writer.Reserve(100 * SegmentSize);
        store.BytesInUse.ShouldBe(2 * SegmentSize, "further segments come as they are written to");
        store.Release(position, 1);

        store.BytesInUse.ShouldBe(SegmentSize);
    }

    [Fact]
    public void RentWriter_WhenItsRecordsAreGone_BeginsTheSegmentAnew()
    {
        var writer = store.RentWriter();
        var first = writer.Reserve(100);
        store.Release(first, 1);
        store.ReturnWriter(writer);

        store.RentWriter().ShouldBeSameAs(writer);
        writer.Reserve(100).ShouldBe(first);
        store.BytesInUse.ShouldBe(SegmentSize);
    }

    [Fact]
    public void RentWriter_WhileARecordIsHeld_GoesOnBehindIt()
    {
        var writer = store.RentWriter();
        var octets = Pattern(7, 100);
        var held = Write(writer, octets);
        store.Release(writer.Reserve(100), 1);
        store.ReturnWriter(writer);
        store.RentWriter();
        Write(writer, Pattern(8, 100)).ShouldNotBe(held);

        ReadAll(held, 100).ShouldBe(octets);
    }

    [Fact]
    public void RentWriter_WhileAnotherIsOut_MakesOneThatSharesNoSegment()
    {
        var one = store.RentWriter();
        var other = store.RentWriter();

        one.Reserve(1).IsInSegmentOf(other.Reserve(1)).ShouldBeFalse();
    }

    [Fact]
    public void Release_OfMoreSegmentsThanAreKept_LeavesTheRestToTheSystem()
    {
        var writer = store.RentWriter();
        var records = Enumerable.Range(0, 3 * MaxFreeSegments).Select(_ => writer.Reserve(SegmentSize)).ToArray();
        foreach (var record in records)
            store.Release(record, 1);

        store.BytesInUse.ShouldBe(SegmentSize);
        store.FreeSegmentCount.ShouldBe(MaxFreeSegments);
    }

    [Fact]
    public void Reserve_AfterManyReleases_ReusesPlacesInTheDirectory()
    {
        var writer = store.RentWriter();
        var highest = 0;
        for (var i = 0; i < 1000; i++)
        {
            var position = writer.Reserve(SegmentSize);
            highest = Math.Max(highest, position.Segment);
            store.Release(position, 1);
        }

        highest.ShouldBeLessThan(4);
    }

#if DEBUG
    [Fact]
    public void Release_OfTheLastRecordInDebug_PoisonsTheSegment()
    {
        var writer = store.RentWriter();
        var position = Write(writer, Pattern(1, SegmentStore.MaxContiguousLength));
        var memory = store.Read(position, 100);
        Seal(writer);
        store.Release(position, 1);

        memory.IndexOfAnyExcept((byte)0xDB).ShouldBe(-1);
    }

    [Fact]
    public void Release_OfChainInDebug_PoisonsItsFurtherSegments()
    {
        var writer = store.RentWriter();
        var position = Write(writer, Pattern(1, 2 * SegmentSize));
        var memory = store.Read(position, SegmentSize, 100);
        store.Release(position, 1);

        memory.IndexOfAnyExcept((byte)0xDB).ShouldBe(-1);
    }
#endif

    /// <summary>Makes the writer leave its segment for a new one.</summary>
    private void Seal(SegmentWriter writer)
    {
        for (var i = 0; i < 2; i++)
            store.Release(writer.Reserve(SegmentStore.MaxContiguousLength), 1);
    }

    private SegmentPosition Write(SegmentWriter writer, byte[] octets)
    {
        var position = writer.Reserve(octets.Length);
        store.Write(position, 0, octets);
        return position;
    }

    private byte[] ReadAll(SegmentPosition position, int length)
    {
        var read = new List<byte>(length);
        while (read.Count < length)
            read.AddRange(store.Read(position, read.Count, length - read.Count));
        return [.. read];
    }

    private static byte[] Pattern(int seed, int length)
    {
        var octets = new byte[length];
        new Random(seed).NextBytes(octets);
        return octets;
    }
}
