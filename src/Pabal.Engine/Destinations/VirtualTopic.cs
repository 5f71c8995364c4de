using System.Diagnostics.CodeAnalysis;

namespace Pabal.Engine.Destinations;

/// <summary>A definition of virtual topics in the form that queues' names are compared with. Immutable.</summary>
internal sealed class VirtualTopic
{
    private readonly DestinationPattern topics;
    private readonly DestinationPattern prefix;
    private readonly int prefixWords;

    /// <exception cref="BrokerException"><see cref="ErrorKind.PreconditionFailed"/>, with what is wrong.</exception>
    public VirtualTopic(VirtualTopicDefinition definition)
    {
        Definition = definition;
        if (definition.Name.Length == 0)
            throw Refuse("its name is empty");
        topics = DestinationPattern.Parse(definition.Name) ?? throw Refuse("'>' can only be the last word of its name");
        if (definition.Prefix.Length < 2 || definition.Prefix[^1] != '.')
            throw Refuse($"its prefix must end with a dot, unlike '{definition.Prefix}'");
        if (definition.Postfix.Length == 1 || (definition.Postfix.Length > 0 && definition.Postfix[0] != '.'))
            throw Refuse($"its postfix must be empty or begin with a dot, unlike '{definition.Postfix}'");
        var words = definition.Prefix[..^1];
        prefix = DestinationPattern.Parse(words) ?? throw Refuse("'>' can't stand in its prefix");
        if (words.EndsWith('>'))
            throw Refuse("'>' can't stand in its prefix");
        prefixWords = words.Split('.').Length;
    }

    public VirtualTopicDefinition Definition { get; }

    /// <summary>Whether a queue of that name is a group's, and what binds it to amq.topic then.</summary>
    public bool TryGetBindingKey(string queue, [NotNullWhen(true)] out string? bindingKey)
    {
        bindingKey = null;
        if (!queue.EndsWith(Definition.Postfix, StringComparison.Ordinal))
            return false;
        var split = IndexOfTopic(queue);
        var end = queue.Length - Definition.Postfix.Length;
        if (split < 0 || split >= end || !prefix.Matches(queue[..(split - 1)]))
            return false;
        var name = queue[split..end];
        // A word '#' is an ordinary one here, and would be a wildcard in the binding.
        if (DestinationPattern.Parse(name) is not { } topic || !topics.Covers(topic) || Array.IndexOf(name.Split('.'), "#") >= 0)
            return false;
        bindingKey = topic.ToBindingKey();
        return true;
    }

    private int IndexOfTopic(string queue)
    {
        var at = 0;
        for (var i = 0; i < prefixWords; i++)
        {
            var dot = queue.IndexOf('.', at);
            if (dot <= at)
                return -1;
            at = dot + 1;
        }
        return at;
    }

    private BrokerException Refuse(string reason) =>
        new(ErrorKind.PreconditionFailed, $"virtual topic '{Definition.Name}': {reason}");
}
