using BenchmarkDotNet.Attributes;
using Pabal.Engine.Messages;
using Pabal.Engine.Queues;
using Pabal.Server.Amqp;

namespace Pabal.MicroBenchmarks;

/// <summary>From stored messages to the octets of their deliveries, which are then dropped instead of sent.</summary>
[MemoryDiagnoser]
public class DeliveryBenchmarks : IDisposable
{
    private const int Messages = 64;

    private readonly QuietConnection quiet = new();
    private readonly FlushSet touched = new();
    private QueueEntry[] entries = [];
    private Consumer consumer = null!;

    [Params(16, 1024)]
    public int BodyLength { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var queue = quiet.Declare("source");
        quiet.Connection.Process(PublishBatch.Encode("source", BodyLength, Messages));
        entries = new QueueEntry[Messages];
        for (var i = 0; i < Messages; i++)
        {
            if (!queue.TryTake(out var message, out _))
                throw new InvalidOperationException("A message is missing.");
            entries[i] = message.Entry;
        }
        var channel = new AmqpChannel(quiet.Connection, new ChannelTable(quiet.Connection), 1);
        var target = new AmqpConsumer(channel, "bench", prefetch: 0);
        target.Subscription = consumer = new Consumer(queue, "bench", target) { AutoAcknowledge = true };
    }

    [GlobalCleanup]
    public void Dispose()
    {
        quiet.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public int TryDeliver()
    {
        var taken = consumer.Target.TryDeliver(consumer, entries, firstSequence: 0, touched);
        Drop();
        return taken == Messages ? taken : throw new InvalidOperationException($"Only {taken} were taken.");
    }

    private void Drop()
    {
        var outbound = quiet.Connection.Outbound;
        lock (outbound.Gate)
        {
            // The promise stays, so that the connection isn't added to the set that nobody flushes.
            outbound.TryBeginSending();
            outbound.IsFlushPromised = true;
            while (outbound.TryTake(out var item))
            {
                outbound.Sent(item.Length);
                quiet.Return(item.Block!);
            }
        }
    }
}
