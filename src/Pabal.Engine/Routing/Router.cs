using System.Diagnostics.CodeAnalysis;
using Pabal.Engine.Destinations;
using Pabal.Engine.Queues;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Routing;

/// <summary>
/// Follows one message through exchanges, their bindings to exchanges, alternate exchanges, and destinations that forward,
/// to the queues. Each is reached once. Reused for message after message by its one owner.
/// </summary>
/// <remarks>
/// To forward is to publish again, with the name of the destination as the routing key: a message can come to an exchange
/// with its own keys, and once more with each of such names.
/// </remarks>
internal sealed class Router
{
    private readonly List<IBindingDestination> matches = [];
    private readonly List<DestinationName> forwards = [];
    private readonly Queue<RouterVisit> pending = new();
    private readonly HashSet<RouterVisit> visited = [];
    private readonly HashSet<Queue> reached = [];

    /// <summary>The queues that the last message leads to.</summary>
    public List<Queue> Queues { get; } = [];

    /// <summary>True when the last message itself had a say, so that its way can't be remembered by routing key.</summary>
    public bool IsPerMessage { get; private set; }

    /// <summary>Called under the topology lock.</summary>
    /// <param name="exchanges">All exchanges of the virtual host, for alternate exchanges and for what is forwarded.</param>
    /// <param name="start">Where the message was published to.</param>
    /// <param name="routingKeys">The message's routing key, and those that its CC and BCC headers add.</param>
    /// <param name="mayList">Whether the routing key may be a list of destinations, which its sender has a right to.</param>
    /// <param name="message">The message.</param>
    public void Route(
        Dictionary<string, Exchange> exchanges,
        Exchange start,
        scoped ReadOnlySpan<string> routingKeys,
        bool mayList,
        scoped ref RoutedMessage message)
    {
        Clear();
        Visit(start, null);
        while (pending.TryDequeue(out var visit))
        {
            var (exchange, key) = visit;
            var keys = key is null ? routingKeys : new ReadOnlySpan<string>(in key);
            matches.Clear();
            forwards.Clear();
            if (exchange.Composites is { } composites)
                MatchDestinations(exchange, composites, keys, mayList && exchange == start && key is null, ref message);
            else
                Match(exchange, keys, ref message);
            foreach (var destination in matches)
                Reach(destination, key);
            foreach (var (kind, name) in forwards)
                Visit(exchanges[kind == DestinationKind.Queue ? Exchange.DefaultName : Exchange.TopicName], name);
            if (matches.Count == 0 && forwards.Count == 0 && TryGetAlternate(exchanges, exchange, out var alternate))
                Visit(alternate, key);
        }
    }

    /// <summary>Forgets the last message: the result is no queue.</summary>
    public void Clear()
    {
        Queues.Clear();
        visited.Clear();
        reached.Clear();
        IsPerMessage = false;
    }

    private static bool TryGetAlternate(
        Dictionary<string, Exchange> exchanges, Exchange exchange, [NotNullWhen(true)] out Exchange? alternate)
    {
        alternate = null;
        return exchange.AlternateName is { } name && exchanges.TryGetValue(name, out alternate);
    }

    private void Match(Exchange exchange, scoped ReadOnlySpan<string> keys, scoped ref RoutedMessage message)
    {
        IsPerMessage |= exchange.Index.DependsOnMessage;
        exchange.Index.Match(keys, ref message, matches);
    }

    // In the default exchange and amq.topic a routing key is the name of a destination, which may forward.
    private void MatchDestinations(
        Exchange exchange,
        CompositeDestinations composites,
        scoped ReadOnlySpan<string> keys,
        bool mayList,
        scoped ref RoutedMessage message)
    {
        mayList &= composites.Kind == DestinationKind.Queue;
        for (var i = 0; i < keys.Length; i++)
        {
            var key = keys[i];
            if (!composites.IsEmpty && Forward(composites, key, ref message))
                continue;
            var before = matches.Count;
            exchange.Index.Match(key, FieldTable.Empty, matches);
            // Further keys are names: whoever lists destinations has been asked for the right to them by the first one.
            if (matches.Count == before && mayList && i == 0)
                DestinationList.Read(key, forwards);
        }
    }

    /// <returns>True when the destination doesn't get the message itself.</returns>
    private bool Forward(CompositeDestinations composites, string name, scoped ref RoutedMessage message)
    {
        var found = composites.Find(name);
        var keepsOwn = found.Length == 0;
        foreach (var composite in found)
        {
            IsPerMessage |= composite.DependsOnMessage;
            keepsOwn |= composite.Select(message.Properties, forwards);
        }
        return !keepsOwn;
    }

    private void Reach(IBindingDestination destination, string? key)
    {
        if (destination is Exchange exchange)
            Visit(exchange, key);
        else if (destination is Queue queue && reached.Add(queue))
            Queues.Add(queue);
    }

    private void Visit(Exchange exchange, string? key)
    {
        var visit = new RouterVisit(exchange, key);
        if (visited.Add(visit))
            pending.Enqueue(visit);
    }
}
