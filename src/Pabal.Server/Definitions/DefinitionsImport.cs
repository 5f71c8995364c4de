using Pabal.Engine;
using Pabal.Engine.Definitions;
using Pabal.Engine.Durability;
using Pabal.Engine.Security;

namespace Pabal.Server.Definitions;

/// <summary>Defines what definitions have. What is there already stays as it is, if that is equivalent or can't be changed.</summary>
internal sealed class DefinitionsImport
{
    private readonly Broker broker;
    private readonly Administration administration;
    private readonly DefinitionsReport report;

    private DefinitionsImport(Broker broker, DefinitionsReport report)
    {
        this.broker = broker;
        this.report = report;
        administration = broker.Administration;
    }

    /// <summary>Carries everything out on a broker in memory that has what this one has: what is refused there is a problem.</summary>
    public static void Check(DefinitionsDocument document, Broker broker, DefinitionsReport report)
    {
        using var trial = new Broker(long.MaxValue);
        Apply(DefinitionsSnapshot.Of(broker), trial, new DefinitionsReport());
        Apply(document, trial, report);
    }

    /// <returns>Once the log is durable up to this, all of it survives a crash.</returns>
    public static LogMark Apply(DefinitionsDocument document, Broker broker, DefinitionsReport report)
    {
        var import = new DefinitionsImport(broker, report);
        import.ApplyAccess(document);
        import.ApplyContents(document);
        return import.End(document);
    }

    private void ApplyAccess(DefinitionsDocument document)
    {
        foreach (var host in document.VirtualHosts)
            report.Try(host.Path, () => administration.PutVirtualHost(host.Definition));
        foreach (var user in document.Users)
            report.Try(user.Path, () => Put(user));
        foreach (var (path, host, (user, permission)) in document.Permissions)
            report.Try(path, () => administration.PutPermission(host, user, permission));
        foreach (var (path, host, (user, permission)) in document.TopicPermissions)
            report.Try(path, () => administration.PutTopicPermission(host, user, permission));
        foreach (var (path, host, limits) in document.Limits)
            report.Try(path, () => administration.SetVirtualHostLimits(host, limits));
    }

    private void Put(DefinedUser user)
    {
        var existing = administration.FindUser(user.Definition.Name);
        administration.PutUser(user.Definition with
        {
            PasswordHash = user.HasPassword ? user.Definition.PasswordHash : existing?.PasswordHash,
            LoopbackOnly = user.LoopbackOnly ?? existing?.LoopbackOnly ?? user.Definition.LoopbackOnly,
        });
        if (user.Limits is not null)
            administration.SetUserLimits(user.Definition.Name, user.Limits);
    }

    // Policies before the queues, which so never are without what holds for them.
    private void ApplyContents(DefinitionsDocument document)
    {
        foreach (var (path, host, policy) in document.Policies)
            report.Try(path, () => Host(host).Policies.Set(policy, isOperator: false));
        foreach (var (path, host, policy) in document.OperatorPolicies)
            report.Try(path, () => Host(host).Policies.Set(policy, isOperator: true));
        foreach (var (path, host, exchange) in document.Exchanges)
            Declare(path, () => Host(host).DeclareExchange(exchange));
        foreach (var (path, host, queue) in document.Queues)
            Declare(path, () => Host(host).RestoreQueue(queue));
        foreach (var (path, host, binding) in document.Bindings)
            Bind(path, host, binding);
        foreach (var (path, host, composite) in document.Composites)
            report.Try(path, () => Host(host).Destinations.PutComposite(composite));
        foreach (var (path, host, topic) in document.VirtualTopics)
            report.Try(path, () => Host(host).Destinations.PutVirtualTopic(topic));
    }

    // Arguments that are refused are a problem; a queue that is there and is another one stays, as in RabbitMQ.
    private void Declare(string path, Action declare) => report.Try(path, () =>
    {
        try
        {
            declare();
        }
        catch (BrokerException exception) when (IsConflict(exception))
        {
            report.AddWarning(path, $"what is there stays as it is: {exception.Message}");
        }
    });

    private static bool IsConflict(BrokerException exception) => exception.Kind == ErrorKind.ResourceLocked
        || exception.Message.StartsWith("inequivalent arg", StringComparison.Ordinal);

    // RabbitMQ exports the bindings of internal exchanges, but not the exchanges.
    private void Bind(string path, string host, BindingDefinition binding) => report.Try(path, () =>
    {
        try
        {
            Bind(Host(host), binding);
        }
        catch (BrokerException exception) when (exception.Kind == ErrorKind.NotFound)
        {
            report.AddWarning(path, $"the binding is left out: {exception.Message}");
        }
    });

    private void Bind(VirtualHost host, BindingDefinition binding)
    {
        if (binding.IsToQueue)
            host.BindQueue(binding.Destination, binding.Source, binding.RoutingKey, binding.Arguments, this);
        else
            host.BindExchange(binding.Destination, binding.Source, binding.RoutingKey, binding.Arguments);
    }

    private VirtualHost Host(string name) => broker.TryGetVirtualHost(name, out var host)
        ? host
        : throw new AdministrationException($"there is no virtual host '{name}'");

    private LogMark End(DefinitionsDocument document)
    {
        var end = administration.DefinitionsEnd;
        var hosts = document.Exchanges.Select(item => item.VirtualHost)
            .Concat(document.Queues.Select(item => item.VirtualHost))
            .Concat(document.Bindings.Select(item => item.VirtualHost))
            .Concat(document.Policies.Select(item => item.VirtualHost))
            .Concat(document.OperatorPolicies.Select(item => item.VirtualHost))
            .Concat(document.Composites.Select(item => item.VirtualHost))
            .Concat(document.VirtualTopics.Select(item => item.VirtualHost))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var name in hosts)
        {
            if (broker.TryGetVirtualHost(name, out var host) && host.DefinitionsEnd >= end)
                end = host.DefinitionsEnd;
        }
        return end;
    }
}
