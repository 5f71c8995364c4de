using Pabal.Engine.Queues;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Routing;

/// <summary>
/// Follows one message through exchanges, their bindings to exchanges, and alternate exchanges, to the queues.
/// Each exchange and each queue is reached once. Reused for message after message by its one owner.
/// </summary>
internal sealed class Router
{
    private readonly List<IBindingDestination> matches = [];
    private readonly Queue<Exchange> pending = new();
    private readonly HashSet<IBindingDestination> reached = [];

    /// <summary>The queues that the last message leads to.</summary>
    public List<Queue> Queues { get; } = [];

    /// <summary>True when the last message's headers had a say, so that its way can't be remembered by routing key.</summary>
    public bool UsedHeaders { get; private set; }

    /// <summary>Called under the topology lock.</summary>
    /// <param name="exchanges">All exchanges of the virtual host, for alternate exchanges.</param>
    /// <param name="start">Where the message was published to.</param>
    /// <param name="routingKeys">The message's routing key, and those that its CC and BCC headers add.</param>
    /// <param name="headers">The message's headers.</param>
    public void Route(
        Dictionary<string, Exchange> exchanges, Exchange start, ReadOnlySpan<string> routingKeys, FieldTable headers)
    {
        Clear();
        Enqueue(start);
        while (pending.TryDequeue(out var exchange))
        {
            matches.Clear();
            UsedHeaders |= exchange.Index.DependsOnHeaders;
            foreach (var key in routingKeys)
                exchange.Index.Match(key, headers, matches);
            foreach (var destination in matches)
                Reach(destination);
            if (matches.Count == 0 && exchange.AlternateName is { } name && exchanges.TryGetValue(name, out var alternate))
                Enqueue(alternate);
        }
    }

    /// <summary>Forgets the last message: the result is no queue.</summary>
    public void Clear()
    {
        Queues.Clear();
        reached.Clear();
        UsedHeaders = false;
    }

    private void Reach(IBindingDestination destination)
    {
        if (destination is Exchange exchange)
            Enqueue(exchange);
        else if (reached.Add(destination))
            Queues.Add((Queue)destination);
    }

    private void Enqueue(Exchange exchange)
    {
        if (reached.Add(exchange))
            pending.Enqueue(exchange);
    }
}
