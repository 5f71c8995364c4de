using System.Diagnostics.CodeAnalysis;

namespace Pabal.Engine.Destinations;

/// <summary>The virtual topics of a virtual host. Guarded by its topology lock.</summary>
internal sealed class VirtualTopics
{
    private readonly SortedDictionary<string, VirtualTopic> all = new(StringComparer.Ordinal);

    public VirtualTopics() => Put(new VirtualTopic(VirtualTopicDefinition.Default));

    /// <summary>True when nothing was changed of what every virtual host begins with.</summary>
    public bool AreDefault => all.Count == 1 && All[0] == VirtualTopicDefinition.Default;

    public VirtualTopicDefinition[] All
    {
        get
        {
            var definitions = new VirtualTopicDefinition[all.Count];
            var count = 0;
            foreach (var topic in all.Values)
                definitions[count++] = topic.Definition;
            return definitions;
        }
    }

    public void Put(VirtualTopic topic) => all[topic.Definition.Name] = topic;

    /// <returns>False when there was none of that name.</returns>
    public bool Remove(string name) => all.Remove(name);

    public void Clear() => all.Clear();

    /// <summary>Whether a queue of that name is a group's, and what binds it to amq.topic then.</summary>
    public bool TryGetBindingKey(string queue, [NotNullWhen(true)] out string? bindingKey)
    {
        foreach (var topic in all.Values)
        {
            if (topic.TryGetBindingKey(queue, out bindingKey))
                return true;
        }
        bindingKey = null;
        return false;
    }
}
