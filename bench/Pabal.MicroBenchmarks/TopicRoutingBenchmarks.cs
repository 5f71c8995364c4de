using BenchmarkDotNet.Attributes;
using Pabal.Engine;
using Pabal.Engine.Definitions;
using Pabal.Engine.Messages;
using Pabal.Engine.Publishing;
using Pabal.Engine.Routing;
using Pabal.Engine.Timing;
using Pabal.Storage;
using Pabal.Wire.Amqp;

namespace Pabal.MicroBenchmarks;

/// <summary>What it costs to route a message by a key that no publisher remembers, among few bindings and among many.</summary>
/// <remarks>
/// The same keys go through few bindings and through many; or each binding's key comes in its turn, so that what is walked
/// through lies in no cache of the processor when the bindings are many. Of many short measurements the lower quartile is
/// that of a machine which does nothing else.
/// </remarks>
[MemoryDiagnoser]
[WarmupCount(100)]
[IterationCount(200)]
[InvocationCount(4, 1)]
[GcForce(false)]
[Q1Column]
public class TopicRoutingBenchmarks
{
    private const int Queues = 100;
    private const int RoutesPerCall = 1000;

    private readonly object owner = new();
    private readonly Router router = new();
    private string[] keys = [];
    private string[] allKeys = [];
    private VirtualHost host = null!;
    private Route route = null!;
    private int next;

    [Params(100, 10_000, 100_000)]
    public int Bindings { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        host = new VirtualHost("/", new MessageStore(new SegmentStore()), () => "name", new Schedule(TimeProvider.System));
        for (var i = 0; i < Queues; i++)
            host.DeclareQueue(new QueueDefinition($"queue {i}", false, false, false, FieldTable.Empty), owner);
        allKeys = new string[Bindings];
        for (var i = 0; i < Bindings; i++)
        {
            host.BindQueue($"queue {i % Queues}", "amq.topic", $"region{i % 10}.device{i}.*", FieldTable.Empty, owner);
            allKeys[i] = $"region{i % 10}.device{i}.temperature";
        }
        keys = allKeys[..Queues];
        new Random(1).Shuffle(allKeys);
        route = new Route([], host.GetExchange("amq.topic"), keys[0]);
    }

    [Benchmark(OperationsPerInvoke = RoutesPerCall)]
    public int SameKeys() => FindRoutes(keys);

    [Benchmark(OperationsPerInvoke = RoutesPerCall)]
    public int KeysOfAllBindings() => FindRoutes(allKeys);

    private int FindRoutes(string[] routingKeys)
    {
        var found = 0;
        for (var i = 0; i < RoutesPerCall; i++)
        {
            next = next + 1 < routingKeys.Length ? next + 1 : 0;
            host.Route(router, route, new ReadOnlySpan<string>(in routingKeys[next]), default);
            found += router.Queues.Count;
        }
        return found;
    }
}
