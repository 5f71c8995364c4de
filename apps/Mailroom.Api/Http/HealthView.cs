namespace Mailroom.Api.Http;

/// <param name="Status">ok, degraded or unavailable.</param>
internal sealed record HealthView(string Status)
{
    public string? Database { get; init; }

    public string? Broker { get; init; }

    /// <summary>Of the outbox's relay and the consumers of events.</summary>
    public string? Delivery { get; init; }

    /// <summary>Events that nobody could handle, and that wait for somebody to look at them; missing when that is not known.</summary>
    public uint? Parked { get; init; }
}
