namespace Pabal.Engine.Destinations;

/// <summary>A destination that forwards what is published to it, as ActiveMQ's compositeQueue and compositeTopic do.</summary>
/// <param name="Name">The destination; '*' and '>' make it all destinations of that form.</param>
/// <param name="Forwards">Where messages go; at least one.</param>
public sealed record CompositeDefinition(DestinationName Name, IReadOnlyList<DestinationForward> Forwards)
{
    /// <summary>False when the destination also gets the message itself.</summary>
    public bool ForwardOnly { get; init; } = true;

    /// <summary>True when the destination gets the message itself if, and only if, it is forwarded to nobody.</summary>
    public bool SendWhenNotMatched { get; init; }
}
