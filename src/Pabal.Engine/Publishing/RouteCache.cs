namespace Pabal.Engine.Publishing;

/// <summary>The routes that a publisher used lately: a small table without chains, where a newcomer takes the place.</summary>
internal sealed class RouteCache
{
    private const int Capacity = 256;

    private Route?[]? slots;
    private long version;

    /// <returns>The route, if it is remembered for this version of the topology.</returns>
    public Route? Find(ReadOnlySpan<byte> envelope, long currentVersion)
    {
        if (slots is null || version != currentVersion)
            return null;
        var route = slots[Slot(envelope)];
        return route is not null && envelope.SequenceEqual(route.Envelope) ? route : null;
    }

    public void Clear()
    {
        if (slots is not null)
            Array.Clear(slots);
    }

    public void Add(Route route)
    {
        slots ??= new Route?[Capacity];
        if (version != route.Version)
        {
            Array.Clear(slots);
            version = route.Version;
        }
        slots[Slot(route.Envelope)] = route;
    }

    // FNV-1a: short keys, no seed needed since a collision costs a look-up only.
    private static int Slot(ReadOnlySpan<byte> envelope)
    {
        var hash = 2166136261u;
        foreach (var octet in envelope)
            hash = (hash ^ octet) * 16777619;
        return (int)((hash ^ (hash >> 16)) & (Capacity - 1));
    }
}
