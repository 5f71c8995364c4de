using Pabal.Engine.Definitions;
using Pabal.Engine.Destinations;
using Pabal.Engine.Policies;
using Pabal.Engine.Security;

namespace Pabal.Server.Definitions;

/// <summary>What a file of definitions has, in the order in which it is to be defined.</summary>
internal sealed class DefinitionsDocument
{
    public List<DefinedVirtualHost> VirtualHosts { get; } = [];

    public List<DefinedUser> Users { get; } = [];

    public List<Defined<(string User, Permission Permission)>> Permissions { get; } = [];

    public List<Defined<(string User, TopicPermission Permission)>> TopicPermissions { get; } = [];

    public List<Defined<VirtualHostLimits>> Limits { get; } = [];

    public List<Defined<Policy>> Policies { get; } = [];

    public List<Defined<Policy>> OperatorPolicies { get; } = [];

    public List<Defined<ExchangeDefinition>> Exchanges { get; } = [];

    public List<Defined<QueueDefinition>> Queues { get; } = [];

    public List<Defined<BindingDefinition>> Bindings { get; } = [];

    public List<Defined<CompositeDefinition>> Composites { get; } = [];

    public List<Defined<VirtualTopicDefinition>> VirtualTopics { get; } = [];

    public int Count => VirtualHosts.Count + Users.Count + Permissions.Count + TopicPermissions.Count + Limits.Count
        + Policies.Count + OperatorPolicies.Count + Exchanges.Count + Queues.Count + Bindings.Count
        + Composites.Count + VirtualTopics.Count;
}
