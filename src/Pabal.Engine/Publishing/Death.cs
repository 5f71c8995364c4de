using Pabal.Engine.Queues;

namespace Pabal.Engine.Publishing;

/// <summary>How a message has died.</summary>
/// <param name="Queue">Where.</param>
/// <param name="Reason">Why.</param>
/// <param name="TimeMs">When, in milliseconds since 1970.</param>
/// <param name="Exchange">What it was published to.</param>
/// <param name="RoutingKeys">Its routing key, and those of its CC header.</param>
/// <param name="Expiration">Its expiration property; null when it had none.</param>
internal readonly record struct Death(
    string Queue, DeathReason Reason, long TimeMs, string Exchange, string[] RoutingKeys, string? Expiration);
