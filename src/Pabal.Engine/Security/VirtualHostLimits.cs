namespace Pabal.Engine.Security;

/// <summary>What may be in a virtual host at a time; null or a negative number for no limit.</summary>
/// <param name="MaxConnections">Open connections.</param>
/// <param name="MaxQueues">Queues, of whatever kind.</param>
public sealed record VirtualHostLimits(long? MaxConnections = null, long? MaxQueues = null)
{
    public static VirtualHostLimits None { get; } = new();
}
