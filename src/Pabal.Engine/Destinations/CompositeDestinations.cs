namespace Pabal.Engine.Destinations;

/// <summary>The composite destinations of one kind. Guarded by the virtual host's topology lock.</summary>
internal sealed class CompositeDestinations(DestinationKind kind)
{
    private readonly SortedDictionary<string, CompositeDestination> all = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CompositeDestination[]> byName = [];
    private CompositeDestination[] wildcards = [];

    public DestinationKind Kind { get; } = kind;

    public bool IsEmpty => all.Count == 0;

    public IReadOnlyCollection<CompositeDestination> All => all.Values;

    public void Put(CompositeDestination composite)
    {
        Remove(composite.Definition.Name.Name);
        all.Add(composite.Definition.Name.Name, composite);
        if (composite.Pattern.IsWildcard)
            wildcards = [.. wildcards, composite];
        else
            byName.Add(composite.Definition.Name.Name, [composite]);
    }

    /// <returns>False when there was none of that name.</returns>
    public bool Remove(string name)
    {
        if (!all.Remove(name, out var removed))
            return false;
        byName.Remove(name);
        wildcards = Array.FindAll(wildcards, composite => composite != removed);
        return true;
    }

    /// <summary>All that forward what is published to a destination.</summary>
    public CompositeDestination[] Find(string name)
    {
        var found = byName.GetValueOrDefault(name, []);
        foreach (var composite in wildcards)
        {
            if (composite.Pattern.Matches(name))
                found = [.. found, composite];
        }
        return found;
    }
}
