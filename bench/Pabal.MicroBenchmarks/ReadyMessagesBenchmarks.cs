using BenchmarkDotNet.Attributes;
using Pabal.Engine.Messages;
using Pabal.Engine.Queues;

namespace Pabal.MicroBenchmarks;

/// <summary>What a queue's ring costs per message that goes in and out again.</summary>
[MemoryDiagnoser]
public class ReadyMessagesBenchmarks
{
    private const int Messages = 100_000;

    private readonly ReadyMessages ready = new();
    private QueueEntry[] batch = [];
    private ulong next;

    [Params(1, 64)]
    public int BatchLength { get; set; }

    /// <summary>Messages that wait all the time.</summary>
    [Params(0, 100_000)]
    public int Backlog { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        batch = new QueueEntry[BatchLength];
        Append(new QueueEntry[Backlog]);
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public int AppendAndTake()
    {
        var sum = 0;
        for (var i = 0; i < Messages; i += BatchLength)
        {
            Append(batch);
            for (var left = BatchLength; left > 0;)
            {
                var count = Math.Min(left, ready.Peek().Length);
                sum += count;
                ready.Advance(count);
                left -= count;
            }
        }
        return sum;
    }

    private void Append(QueueEntry[] entries)
    {
        ready.Append(next, entries);
        next += (ulong)entries.Length;
    }
}
