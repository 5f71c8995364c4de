using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace Pabal.Storage.Tests;

/// <summary>Many writers and many who release, on threads; the seed in a failure's text reproduces the choices made.</summary>
public sealed class SegmentStoreStressTests : IDisposable
{
    private const int SegmentSize = 2 * SegmentStore.MaxContiguousLength;
    private const int Writers = 3;
    private const int Batches = 400;

    private readonly SegmentStore store = new();
    private readonly BlockingCollection<Held> handed = new(boundedCapacity: 4096);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task WriteAndRelease_FromManyThreads_NeitherMixesNorLeaks(int seed)
    {
        var releasing = Enumerable.Range(0, 3).Select(_ => Run(ReleaseAll)).ToArray();
        var writing = Enumerable.Range(0, Writers).Select(i => Run(() => WriteAll(new Random((seed * 100) + i)))).ToArray();
        await Task.WhenAll(writing);
        handed.CompleteAdding();
        await Task.WhenAll(releasing);

        // Only idle writers hold memory now, one segment each, in which nothing is left.
        var idle = store.BytesInUse / SegmentSize;
        idle.ShouldBeInRange(1, Writers, $"seed {seed}");
        var writers = Enumerable.Range(0, (int)idle).Select(_ => store.RentWriter()).ToArray();
        foreach (var writer in writers)
            writer.Reserve(1).Offset.ShouldBe(0, $"seed {seed}");
        store.BytesInUse.ShouldBe(idle * SegmentSize, $"seed {seed}");
    }

    public void Dispose() => handed.Dispose();

    private static Task Run(Action action) => Task.Factory.StartNew(action, TaskCreationOptions.LongRunning);

    private void WriteAll(Random random)
    {
        for (var batch = 0; batch < Batches; batch++)
        {
            var writer = store.RentWriter();
            for (var left = random.Next(1, 40); left > 0; left--)
            {
                var length = random.Next(50) == 0 ? random.Next(16, 3 * SegmentSize) : random.Next(16, 5000);
                var position = writer.Reserve(length);
                var stamp = random.NextInt64();
                WriteStamp(position, length, stamp);
                var extra = random.Next(3);
                store.AddReferences(position, extra);
                for (var i = 0; i <= extra; i++)
                    handed.Add(new Held(position, length, stamp));
            }
            store.ReturnWriter(writer);
        }
    }

    private void ReleaseAll()
    {
        foreach (var (position, length, stamp) in handed.GetConsumingEnumerable())
        {
            ReadStamp(position, 0).ShouldBe(stamp);
            ReadStamp(position, length - 8).ShouldBe(stamp);
            store.Release(position, 1);
        }
    }

    private void WriteStamp(SegmentPosition position, int length, long stamp)
    {
        Span<byte> octets = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(octets, stamp);
        store.Write(position, 0, octets);
        store.Write(position, length - 8, octets);
    }

    private long ReadStamp(SegmentPosition position, int at)
    {
        Span<byte> octets = stackalloc byte[8];
        for (var read = 0; read < 8;)
        {
            var piece = store.Read(position, at + read, 8 - read);
            piece.CopyTo(octets[read..]);
            read += piece.Length;
        }
        return BinaryPrimitives.ReadInt64LittleEndian(octets);
    }

    private readonly record struct Held(SegmentPosition Position, int Length, long Stamp);
}
