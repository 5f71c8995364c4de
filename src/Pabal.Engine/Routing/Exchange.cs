using Pabal.Engine.Deduplication;
using Pabal.Engine.Definitions;
using Pabal.Engine.Destinations;

namespace Pabal.Engine.Routing;

/// <summary>Takes messages in and passes them on by its bindings. Guarded by the virtual host's topology lock.</summary>
public sealed class Exchange : IBindingDestination
{
    /// <summary>The name of the default exchange, whose routing keys are names of queues.</summary>
    internal const string DefaultName = "";

    /// <summary>The name of the exchange whose routing keys are names of topics.</summary>
    internal const string TopicName = "amq.topic";

    private readonly HashSet<Binding> bindings = [];
    private readonly string? ownAlternateName;

    internal Exchange(ExchangeDefinition definition, IBindingIndex index)
    {
        Definition = definition;
        Index = index;
        if (definition.Arguments.TryGet(ExchangeArguments.AlternateExchange, out var alternate))
            ownAlternateName = alternate.AsString;
    }

    public ExchangeDefinition Definition { get; }

    public string Name => Definition.Name;

    /// <summary>Where messages go that no binding matches; null when they are dropped or returned.</summary>
    public string? AlternateName => ownAlternateName ?? PolicyAlternateName;

    /// <summary>What its policy says of that; its own argument comes first.</summary>
    internal string? PolicyAlternateName { get; set; }

    /// <summary>It comes with the virtual host, and can't be deleted.</summary>
    internal bool IsPredeclared { get; init; }

    internal IBindingIndex Index { get; }

    /// <summary>The keys of messages that it took; null when it takes every message.</summary>
    internal DuplicateWindow? Window { get; set; }

    /// <summary>What forwards of the destinations that routing keys name here; null where they name none.</summary>
    internal CompositeDestinations? Composites { get; init; }

    internal IReadOnlyCollection<Binding> Bindings => bindings;

    internal bool Has(Binding binding) => bindings.Contains(binding);

    /// <returns>False when that binding is there already.</returns>
    internal bool Bind(Binding binding)
    {
        if (!bindings.Add(binding))
            return false;
        Index.Add(binding);
        return true;
    }

    /// <returns>False when there is no such binding.</returns>
    internal bool Unbind(Binding binding)
    {
        if (!bindings.Remove(binding))
            return false;
        Index.Remove(binding);
        return true;
    }
}
