using Pabal.Engine;
using Pabal.Engine.Destinations;
using Pabal.Engine.Security;

namespace Pabal.Server.Definitions;

/// <summary>What a broker has, as definitions.</summary>
internal static class DefinitionsSnapshot
{
    /// <param name="broker">Goes on meanwhile: what is changed may be in it or not.</param>
    /// <param name="virtualHost">The only one to look at, and without users; null for all there is.</param>
    /// <exception cref="AdministrationException">There is no such virtual host.</exception>
    public static DefinitionsDocument Of(Broker broker, string? virtualHost = null)
    {
        var document = new DefinitionsDocument();
        var administration = broker.Administration;
        if (virtualHost is not null)
        {
            administration.GetVirtualHostLimits(virtualHost);
            AddContents(document, broker, virtualHost);
            return document;
        }
        foreach (var definition in administration.VirtualHosts.OrderBy(host => host.Name, StringComparer.Ordinal))
        {
            document.VirtualHosts.Add(new DefinedVirtualHost($"vhost '{definition.Name}'", definition));
            AddContents(document, broker, definition.Name);
        }
        foreach (var user in administration.Users.OrderBy(user => user.Name, StringComparer.Ordinal))
            AddUser(document, administration, user);
        return document;
    }

    private static void AddUser(DefinitionsDocument document, Administration administration, UserDefinition user)
    {
        var path = $"user '{user.Name}'";
        document.Users.Add(new DefinedUser(path, user, true, user.LoopbackOnly, administration.GetUserLimits(user.Name)));
        foreach (var (host, permission) in administration.GetPermissions(user.Name))
            document.Permissions.Add(new(path, host, (user.Name, permission)));
        foreach (var (host, permission) in administration.GetTopicPermissions(user.Name))
            document.TopicPermissions.Add(new(path, host, (user.Name, permission)));
    }

    private static void AddContents(DefinitionsDocument document, Broker broker, string name)
    {
        if (!broker.TryGetVirtualHost(name, out var host))
            return;
        var path = $"vhost '{name}'";
        document.Limits.Add(new(path, name, broker.Administration.GetVirtualHostLimits(name)));
        document.Policies.AddRange(host.Policies.List(isOperator: false)
            .Select(policy => new Defined<Engine.Policies.Policy>(path, name, policy)));
        document.OperatorPolicies.AddRange(host.Policies.List(isOperator: true)
            .Select(policy => new Defined<Engine.Policies.Policy>(path, name, policy)));
        document.Composites.AddRange(host.Destinations.Composites
            .Select(composite => new Defined<CompositeDefinition>($"composite destination '{composite.Name}' in {path}", name, composite)));
        document.VirtualTopics.AddRange(host.Destinations.VirtualTopics
            .Select(topic => new Defined<VirtualTopicDefinition>(path, name, topic)));
        var contents = host.Describe();
        foreach (var exchange in contents.Exchanges)
            document.Exchanges.Add(new($"exchange '{exchange.Name}' in {path}", name, exchange));
        foreach (var queue in contents.Queues)
            document.Queues.Add(new($"queue '{queue.Name}' in {path}", name, queue));
        foreach (var binding in contents.Bindings)
            document.Bindings.Add(new($"binding of '{binding.Source}' to '{binding.Destination}' in {path}", name, binding));
    }
}
