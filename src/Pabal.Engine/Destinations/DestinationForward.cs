namespace Pabal.Engine.Destinations;

/// <summary>One of the destinations that a composite destination forwards to.</summary>
/// <param name="Destination">Where messages go; a queue that isn't there gets nothing.</param>
/// <param name="IsFiltered">False when every message is forwarded.</param>
/// <param name="Selector">What is forwarded when it is filtered: nothing where this is missing.</param>
public sealed record DestinationForward(DestinationName Destination, bool IsFiltered = false, string? Selector = null);
