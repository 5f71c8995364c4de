using BenchmarkDotNet.Attributes;
using Pabal.Wire.Amqp;

namespace Pabal.MicroBenchmarks;

/// <summary>From the octets of publishes to a topic exchange with few bindings, or many, to consumers.</summary>
/// <remarks>
/// Each binding's key comes in its turn: a publisher remembers the routes of few keys, but not of many. With keys that are
/// all different it remembers none, however many bindings there are.
/// </remarks>
[MemoryDiagnoser]
[WarmupCount(100)]
[IterationCount(200)]
[InvocationCount(4, 1)]
[GcForce(false)]
[Q1Column]
public class TopicPublishBenchmarks : IDisposable
{
    private const int Queues = 100;
    private const int Messages = 100_000;
    private const int MessagesPerCall = 1000;

    private readonly QuietConnection quiet = new();
    private readonly byte[] received = new byte[1 << 18];
    private byte[][] keysOfAllBindings = [];
    private byte[][] differentKeys = [];
    private int next;

    [Params(100, 10_000, 100_000)]
    public int Bindings { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        for (var i = 0; i < Queues; i++)
            TakesAll.Subscribe(quiet.Declare($"queue {i}"));
        for (var i = 0; i < Bindings; i++)
        {
            quiet.Connection.VirtualHost!.BindQueue(
                $"queue {i % Queues}", "amq.topic", $"region{i % 10}.device{i}.*", FieldTable.Empty, quiet.Connection);
        }
        var order = new int[Messages];
        for (var i = 0; i < Messages; i++)
            order[i] = i;
        new Random(1).Shuffle(order);
        keysOfAllBindings = Encode(order, static _ => "temperature");
        differentKeys = Encode(order, static message => $"value{message}");
    }

    [GlobalCleanup]
    public void Dispose()
    {
        quiet.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = MessagesPerCall)]
    public int KeysOfAllBindings() => Process(keysOfAllBindings);

    [Benchmark(OperationsPerInvoke = MessagesPerCall)]
    public int DifferentKeys() => Process(differentKeys);

    // Into one buffer first: what a socket received is in the processor's caches, too.
    private int Process(byte[][] batches)
    {
        next = (next + 1) % batches.Length;
        var batch = batches[next];
        batch.CopyTo(received, 0);
        return quiet.Connection.Process(received.AsSpan(0, batch.Length));
    }

    private byte[][] Encode(int[] order, Func<int, string> lastWord)
    {
        var batches = new byte[Messages / MessagesPerCall][];
        for (var batch = 0; batch < batches.Length; batch++)
        {
            var octets = new List<byte>();
            foreach (var message in order.AsSpan(batch * MessagesPerCall, MessagesPerCall))
            {
                var device = message % Bindings;
                var key = $"region{device % 10}.device{device}.{lastWord(message)}";
                octets.AddRange(PublishBatch.Encode("amq.topic", key, bodyLength: 16));
            }
            batches[batch] = [.. octets];
        }
        return batches;
    }
}
