namespace Pabal.Engine.Destinations;

/// <summary>Topics with queues by consumer group: each group gets every message once, and its consumers share them.</summary>
/// <param name="Name">The topics, with wildcards: VirtualTopic.>.</param>
/// <param name="Prefix">What a group's queue has before the topic's name, '*' being the group: Consumer.*. with the last dot.</param>
/// <param name="Postfix">What it has after it; empty, or from the dot on.</param>
public sealed record VirtualTopicDefinition(string Name, string Prefix, string Postfix = "")
{
    /// <summary>ActiveMQ's pattern, which every virtual host has to begin with.</summary>
    public static VirtualTopicDefinition Default { get; } = new("VirtualTopic.>", "Consumer.*.");
}
