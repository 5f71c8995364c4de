using BenchmarkDotNet.Attributes;
using Pabal.Engine.Messages;
using Pabal.Engine.Queues;

namespace Pabal.MicroBenchmarks;

/// <summary>From the octets of publishes to a consumer that takes each message and does nothing with it.</summary>
[MemoryDiagnoser]
public class PublishBenchmarks : IDisposable
{
    private const int Messages = 1000;

    private readonly QuietConnection quiet = new();
    private byte[] input = [];

    [Params(16, 1024)]
    public int BodyLength { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        input = PublishBatch.Encode("taken", BodyLength, Messages);
        var queue = quiet.Declare("taken");
        var consumer = new Consumer(queue, "bench", new TakesAll()) { AutoAcknowledge = true };
        queue.Subscribe(consumer);
        queue.Resume(consumer, new FlushSet());
    }

    [GlobalCleanup]
    public void Dispose()
    {
        quiet.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public int Process() => quiet.Connection.Process(input);

    private sealed class TakesAll : IDeliveryTarget
    {
        public int TryDeliver(Consumer consumer, ReadOnlySpan<QueueEntry> entries, ulong firstSequence, FlushSet touched) =>
            entries.Length;

        public void OnQueueDeleted(Consumer consumer)
        {
        }
    }
}
