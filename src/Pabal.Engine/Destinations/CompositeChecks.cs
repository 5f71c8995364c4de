using System.Text;
using Pabal.Engine.Selectors;

namespace Pabal.Engine.Destinations;

/// <summary>What a composite destination must be.</summary>
internal static class CompositeChecks
{
    // A name stands in an AMQP short string.
    private const int MaxNameOctets = 255;

    /// <exception cref="BrokerException"><see cref="ErrorKind.PreconditionFailed"/>, with what is wrong.</exception>
    public static DestinationPattern Check(CompositeDefinition definition)
    {
        var pattern = CheckName(definition.Name);
        if (definition.Forwards.Count == 0)
            throw Refuse(definition, "it forwards to nothing");
        foreach (var forward in definition.Forwards)
        {
            if (CheckName(forward.Destination).IsWildcard)
                throw Refuse(definition, $"it can't forward to all destinations of a form, '{forward.Destination}'");
            if (forward.Destination == definition.Name)
                throw Refuse(definition, "it can't forward to itself; without forwardOnly it keeps its own copy");
            CheckSelector(definition, forward);
        }
        return pattern;
    }

    private static DestinationPattern CheckName(DestinationName name)
    {
        if (name.Name.Length == 0 || Encoding.UTF8.GetByteCount(name.Name) > MaxNameOctets)
            throw Refuse($"the name of a destination has 1 to {MaxNameOctets} octets, unlike '{name}'");
        if (name.Name.Contains(',', StringComparison.Ordinal))
            throw Refuse($"the name of a destination has no comma, unlike '{name}'");
        return DestinationPattern.Parse(name.Name) ?? throw Refuse($"'>' can only be the last word of a destination, unlike '{name}'");
    }

    private static void CheckSelector(CompositeDefinition definition, DestinationForward forward)
    {
        if (string.IsNullOrWhiteSpace(forward.Selector))
            return;
        if (!forward.IsFiltered)
            throw Refuse(definition, $"its forward to '{forward.Destination}' has a selector and is not filtered");
        try
        {
            Selector.Parse(forward.Selector);
        }
        catch (SelectorException exception)
        {
            throw Refuse(definition, $"the selector of its forward to '{forward.Destination}' is wrong: {exception.Message}");
        }
    }

    private static BrokerException Refuse(CompositeDefinition definition, string reason) =>
        Refuse($"composite destination '{definition.Name}': {reason}");

    private static BrokerException Refuse(string text) => new(ErrorKind.PreconditionFailed, text);
}
