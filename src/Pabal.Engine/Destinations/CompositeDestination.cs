using Pabal.Engine.Selectors;

namespace Pabal.Engine.Destinations;

/// <summary>A composite destination in the form that it forwards in. Immutable.</summary>
internal sealed class CompositeDestination
{
    private readonly Selector?[] selectors;

    /// <param name="definition">Valid.</param>
    /// <param name="pattern">Of its name.</param>
    public CompositeDestination(CompositeDefinition definition, DestinationPattern pattern)
    {
        Definition = definition;
        Pattern = pattern;
        selectors = new Selector?[definition.Forwards.Count];
        for (var i = 0; i < selectors.Length; i++)
        {
            var forward = definition.Forwards[i];
            if (!forward.IsFiltered || string.IsNullOrWhiteSpace(forward.Selector))
                continue;
            selectors[i] = Selector.Parse(forward.Selector);
            DependsOnMessage = true;
        }
    }

    public CompositeDefinition Definition { get; }

    public DestinationPattern Pattern { get; }

    /// <summary>True when messages may go different ways.</summary>
    public bool DependsOnMessage { get; }

    /// <summary>Chooses where a message is forwarded to.</summary>
    /// <returns>True when the destination gets the message itself, too.</returns>
    public bool Select(ReadOnlySpan<byte> properties, List<DestinationName> destinations)
    {
        var isForwarded = false;
        for (var i = 0; i < selectors.Length; i++)
        {
            var forward = Definition.Forwards[i];
            if (forward.IsFiltered && selectors[i]?.Matches(new SelectorContext(properties)) != true)
                continue;
            destinations.Add(forward.Destination);
            isForwarded = true;
        }
        return Definition.SendWhenNotMatched ? !isForwarded : !Definition.ForwardOnly;
    }
}
