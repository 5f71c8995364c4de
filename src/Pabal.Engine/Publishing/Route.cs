using Pabal.Engine.Routing;

namespace Pabal.Engine.Publishing;

/// <summary>Where messages of one exchange and routing key go, remembered by a publisher while the topology stays as it is.</summary>
public sealed class Route
{
    internal Route(byte[] envelope, Exchange exchange, string routingKey)
    {
        Envelope = envelope;
        Exchange = exchange;
        RoutingKey = routingKey;
    }

    /// <summary>Exchange and routing key as AMQP short strings.</summary>
    public byte[] Envelope { get; }

    public Exchange Exchange { get; }

    public string RoutingKey { get; }

    /// <summary>Whether the routing key may be a list of destinations: only by their sender, who was asked for the right to them.</summary>
    internal bool MayList { get; init; } = true;

    internal long Version { get; set; }

    /// <summary>Which of the publisher's sets of pending queues the targets are of.</summary>
    internal int Epoch { get; set; }

    internal RouteTargets Targets { get; set; } = RouteTargets.None;

    /// <summary>The targets, when there is nothing to look at but where they are; otherwise null.</summary>
    internal RouteTargets? Plain { get; set; }

    /// <summary>Each message has to be routed by itself.</summary>
    internal bool IsPerMessage { get; set; }

    /// <summary>One of the queues may drop a message that has waited too long.</summary>
    internal bool NotesArrival { get; set; }

    /// <summary>The queues, and their targets by the message's priority, when that makes a difference; otherwise null.</summary>
    internal PriorityTargets? ByPriority { get; set; }
}
