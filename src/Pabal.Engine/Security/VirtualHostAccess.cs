namespace Pabal.Engine.Security;

/// <summary>What one user may do in one virtual host. Immutable: whoever reads it needs no lock.</summary>
internal sealed class VirtualHostAccess
{
    private readonly AccessPattern? configure;
    private readonly AccessPattern? write;
    private readonly AccessPattern? read;
    private readonly TopicAccess[] topics;

    private VirtualHostAccess(
        Permission? permission, AccessPattern? configure, AccessPattern? write, AccessPattern? read, TopicAccess[] topics)
    {
        Permission = permission;
        this.configure = configure;
        this.write = write;
        this.read = read;
        this.topics = topics;
    }

    public static VirtualHostAccess None { get; } = new(null, null, null, null, []);

    /// <summary>Null when the user may not even connect.</summary>
    public Permission? Permission { get; }

    public ReadOnlySpan<TopicAccess> Topics => topics;

    public bool IsNone => Permission is null && topics.Length == 0;

    public bool Allows(AccessRight right, string name)
    {
        var pattern = right switch
        {
            AccessRight.Configure => configure,
            AccessRight.Write => write,
            _ => read,
        };
        return pattern is not null && pattern.Matches(name);
    }

    /// <summary>Whether a topic exchange may be used with a routing key; without a topic permission it may.</summary>
    public bool AllowsTopic(AccessRight right, string exchange, string routingKey)
    {
        foreach (var topic in topics)
        {
            if (topic.Permission.Exchange == exchange)
                return topic.Allows(right, routingKey);
        }
        return true;
    }

    public VirtualHostAccess With(Permission? permission) => permission is null
        ? new(null, null, null, null, topics)
        : new(permission, new(permission.Configure), new(permission.Write), new(permission.Read), topics);

    /// <summary>In place of the one there may be for its exchange.</summary>
    public VirtualHostAccess With(TopicAccess topic)
    {
        var others = Without(topic.Permission.Exchange).topics;
        return new(Permission, configure, write, read, [.. others, topic]);
    }

    public VirtualHostAccess Without(string exchange) => new(
        Permission, configure, write, read, Array.FindAll(topics, topic => topic.Permission.Exchange != exchange));
}
