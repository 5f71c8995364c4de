namespace Pabal.Engine.Destinations;

/// <summary>A queue or topic, by name.</summary>
public readonly record struct DestinationName(DestinationKind Kind, string Name)
{
    /// <summary>As ActiveMQ writes it: queue://NAME or topic://NAME.</summary>
    public override string ToString() => (Kind == DestinationKind.Queue ? DestinationList.QueuePrefix : DestinationList.TopicPrefix) + Name;
}
