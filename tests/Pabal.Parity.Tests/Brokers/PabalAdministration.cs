using System.Globalization;
using Pabal.Engine.Security;
using Pabal.Server;

namespace Pabal.Parity.Tests.Brokers;

/// <summary>An embedded Pabal's own verbs: methods for users and virtual hosts, commands for policies.</summary>
internal sealed class PabalAdministration(PabalBroker broker, PabalOptions options) : IAdministration
{
    public Task SetPolicyAsync(PolicySetting policy)
    {
        var named = Named(policy);
        named.Add("priority", policy.Priority.ToString(CultureInfo.InvariantCulture));
        named.Add("apply-to", policy.ApplyTo);
        return RunAsync(["policy", "set", policy.Name, policy.Pattern, policy.Definition], named);
    }

    public Task DeletePolicyAsync(PolicySetting policy) => RunAsync(["policy", "clear", policy.Name], Named(policy));

    public Task AddVirtualHostAsync(string name) => broker.AdministerAsync(administration =>
    {
        administration.PutVirtualHost(name);
        administration.PutPermission(name, "guest", Permission.All);
    });

    public Task DeleteVirtualHostAsync(string name) =>
        broker.AdministerAsync(administration => administration.DeleteVirtualHost(name));

    public Task AddUserAsync(string name, string password, string tags) =>
        broker.AdministerAsync(administration => administration.PutUser(name, password, tags.Length == 0 ? [] : [tags]));

    public Task DeleteUserAsync(string name) => broker.AdministerAsync(administration => administration.DeleteUser(name));

    public Task SetPermissionsAsync(string virtualHost, string user, string configure, string write, string read) =>
        broker.AdministerAsync(administration =>
            administration.PutPermission(virtualHost, user, new Permission(configure, write, read)));

    public Task ClearPermissionsAsync(string virtualHost, string user) =>
        broker.AdministerAsync(administration => administration.DeletePermission(virtualHost, user));

    public Task SetTopicPermissionsAsync(string virtualHost, string user, string exchange, string write, string read) =>
        broker.AdministerAsync(administration =>
            administration.PutTopicPermission(virtualHost, user, new TopicPermission(exchange, write, read)));

    public Task SetVirtualHostLimitAsync(string virtualHost, string limit, int value) =>
        broker.AdministerAsync(administration =>
        {
            var limits = administration.GetVirtualHostLimits(virtualHost);
            administration.SetVirtualHostLimits(virtualHost, limit == "max-queues"
                ? limits with { MaxQueues = Limit(value) }
                : limits with { MaxConnections = Limit(value) });
        });

    public Task SetUserLimitAsync(string user, string limit, int value) =>
        broker.AdministerAsync(administration =>
        {
            var limits = administration.GetUserLimits(user);
            administration.SetUserLimits(user, limit == "max-channels"
                ? limits with { MaxChannels = Limit(value) }
                : limits with { MaxConnections = Limit(value) });
        });

    public Task SetConsumerTimeoutAsync(string queuePattern, int? milliseconds)
    {
        // It holds for what is consumed afterwards: taking the policy away would end it for those who consume already.
        return milliseconds is null
            ? Task.CompletedTask
            : SetPolicyAsync(new PolicySetting(
                "consumer-timeout", queuePattern, $$"""{"consumer-timeout": {{milliseconds}}}""")
            { ApplyTo = "queues" });
    }

    private static long? Limit(int value) => value < 0 ? null : value;

    private static Dictionary<string, string> Named(PolicySetting policy)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal) { ["vhost"] = policy.VirtualHost };
        if (policy.IsOperator)
            named.Add("operator", "");
        return named;
    }

    private async Task RunAsync(string[] words, Dictionary<string, string> named)
    {
        var (exitCode, _, errors) = await PabalCommands.RunAsync(options, words, named, input: null);
        if (exitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', words)}: {errors}");
    }
}
