using Pabal.Engine.Messages;
using Pabal.Engine.Routing;
using Pabal.Engine.Security;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Publishing;

/// <summary>Where a publisher's messages go, and what it remembers of that. Owned by the publisher.</summary>
/// <param name="virtualHost">Where they go.</param>
/// <param name="access">Whoever publishes; null for one who may do anything.</param>
/// <param name="pending">The queues that the publisher knows.</param>
/// <param name="handOver">Hands over what was gathered for them.</param>
internal sealed class PublisherRoutes(VirtualHost virtualHost, ClientAccess? access, PendingQueues pending, Action handOver)
{
    // Queues remembered before all of them are forgotten: a publisher may go through any number of them.
    private const int MaxRememberedQueues = 1024;

    private readonly Router router = new();
    private readonly RouteCache routes = new();
    private readonly RouteCache deadLetterRoutes = new();
    private Route? last;
    private long pendingVersion;
    private int epoch;

    /// <summary>Whether a route leads where it did.</summary>
    public bool IsCurrent(Route route) => route.Version == virtualHost.RoutingVersion && route.Epoch == epoch;

    /// <summary>The route of an exchange and routing key.</summary>
    /// <param name="envelope">Both as AMQP short strings, as they stand in basic.publish.</param>
    /// <exception cref="BrokerException">There is no such exchange, it is internal, or the publisher may not do that.</exception>
    public Route Resolve(ReadOnlySpan<byte> envelope)
    {
        var route = last;
        if (route is not null && IsCurrent(route) && envelope.SequenceEqual(route.Envelope))
            return route;
        return last = routes.Find(envelope, virtualHost.RoutingVersion) ?? CreateRoute(envelope);
    }

    /// <summary>The route of a dead letter, which may go to an internal exchange: it is kept apart from those of clients.</summary>
    /// <returns>Null when there is no such exchange.</returns>
    public Route? FindDeadLetterRoute(byte[] envelope)
    {
        if (deadLetterRoutes.Find(envelope, virtualHost.RoutingVersion) is { } known)
            return known;
        var reader = new AmqpReader(envelope);
        if (virtualHost.FindExchange(reader.ReadShortText()) is not { } exchange)
            return null;
        var route = new Route(envelope, exchange, reader.ReadShortText()) { MayList = false };
        Fill(route);
        deadLetterRoutes.Add(route);
        return route;
    }

    /// <summary>The targets of a message whose body is complete.</summary>
    public RouteTargets TargetsOf(IncomingMessage message, Route route)
    {
        if (message.FurtherKeys.Length > 0)
            return RouteOne(message, route, [route.RoutingKey, .. message.FurtherKeys]);
        if (!route.IsPerMessage && !IsCurrent(route))
            Reroute(route);
        if (route.IsPerMessage)
            return RouteOne(message, route, [route.RoutingKey]);
        return route.ByPriority is { } targets ? targets[PriorityOf(message.Entry)] : route.Targets;
    }

    private RouteTargets RouteOne(IncomingMessage message, Route route, ReadOnlySpan<string> routingKeys)
    {
        FindQueues(route, routingKeys, virtualHost.Store.Open(message.Entry).Properties);
        return pending.Targets(router.Queues, PriorityOf(message.Entry));
    }

    private int PriorityOf(in QueueEntry entry) =>
        new BasicPropertiesView(virtualHost.Store.Open(entry).Properties).Priority ?? 0;

    private Route CreateRoute(ReadOnlySpan<byte> envelope)
    {
        var version = virtualHost.RoutingVersion;
        var name = envelope[..(1 + envelope[0])];
        // Keys change more often than exchanges: what was found out about the last one's holds as long as its route does.
        var isLast = last is not null && last.Version == version && last.Envelope.AsSpan().StartsWith(name);
        var exchange = isLast ? last!.Exchange : FindExchange(name);
        var route = new Route(envelope.ToArray(), exchange, new AmqpReader(envelope[name.Length..]).ReadShortText());
        access?.RequireKey(exchange, route.RoutingKey);
        Fill(route);
        // Rights may have changed since they were looked at. The route would hold with a version that is newer than that.
        if (route.Version != version)
        {
            access?.Require(AccessRight.Write, ResourceKind.Exchange, exchange.Name);
            access?.RequireKey(exchange, route.RoutingKey);
        }
        routes.Add(route);
        return route;
    }

    private Exchange FindExchange(ReadOnlySpan<byte> shortString)
    {
        var name = new AmqpReader(shortString).ReadShortText();
        access?.Require(AccessRight.Write, ResourceKind.Exchange, name);
        var exchange = virtualHost.GetExchange(name);
        return exchange.Definition.Internal ? throw Errors.InternalExchange(exchange.Name, virtualHost.Name) : exchange;
    }

    // The exchange may be gone by now, since a message is routed when its body is complete: then it leads nowhere, and the
    // next message must find that out by name.
    private void Reroute(Route route)
    {
        Fill(route);
        if (last == route)
            last = null;
    }

    private void Fill(Route route)
    {
        route.Version = FindQueues(route, [route.RoutingKey], default);
        route.IsPerMessage = router.IsPerMessage;
        route.NotesArrival = router.IsPerMessage;
        var maxPriority = 0;
        foreach (var queue in router.Queues)
        {
            route.NotesArrival |= queue.Settings.TimeToLiveMs is not null;
            maxPriority = Math.Max(maxPriority, queue.Settings.MaxPriority);
        }
        route.Targets = pending.Targets(router.Queues, 0);
        route.ByPriority = maxPriority > 0 ? new PriorityTargets(pending, [.. router.Queues], maxPriority) : null;
        var isPlain = !route.NotesArrival && maxPriority == 0 && route.Exchange.Window is null
            && route.Targets is { All.Length: > 0, HasWindow: false, MayRefuse: false };
        route.Plain = isPlain ? route.Targets : null;
        route.Epoch = epoch;
    }

    // The queues are in the router. Those that are gone must not be kept alive from here.
    private long FindQueues(Route route, ReadOnlySpan<string> routingKeys, ReadOnlySpan<byte> properties)
    {
        var version = virtualHost.Route(router, route, routingKeys, properties);
        if (pendingVersion == version && pending.Count <= MaxRememberedQueues)
            return version;
        handOver();
        pending.Forget();
        pendingVersion = version;
        routes.Clear();
        deadLetterRoutes.Clear();
        epoch++;
        return version;
    }
}
