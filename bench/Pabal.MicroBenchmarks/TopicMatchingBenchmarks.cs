using BenchmarkDotNet.Attributes;
using Pabal.Engine.Routing;
using Pabal.Wire.Amqp;

namespace Pabal.MicroBenchmarks;

/// <summary>What it costs to find the destinations of a routing key that no connection remembers.</summary>
[MemoryDiagnoser]
public class TopicMatchingBenchmarks
{
    private readonly TopicBindings bindings = new();
    private readonly List<IBindingDestination> found = [];

    [Params(100, 100_000)]
    public int Bindings { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        for (var i = 0; i < Bindings; i++)
        {
            var pattern = (i % 4) switch
            {
                0 => $"order.{i}.created",
                1 => $"order.{i}.*",
                2 => $"*.{i}.created",
                _ => $"order.{i}.#",
            };
            bindings.Add(new Binding(new Destination($"queue {i}"), pattern, FieldTable.Empty));
        }
    }

    [Benchmark]
    public int OneMatches() => Match("order.7.paid.late");

    [Benchmark]
    public int NoneMatches() => Match("invoice.7.paid");

    private int Match(string routingKey)
    {
        found.Clear();
        bindings.Match(routingKey, FieldTable.Empty, found);
        return found.Count;
    }

    private sealed record Destination(string Name) : IBindingDestination;
}
