using Pabal.Engine.Security;
using Pabal.Server;

namespace Pabal.Parity.Tests.Brokers;

/// <summary>An embedded Pabal's own verbs: of users, virtual hosts and permissions.</summary>
internal sealed class PabalAdministration(PabalBroker broker) : IAdministration
{
    public Task SetPolicyAsync(PolicySetting policy) => throw MissingPolicies();

    public Task DeletePolicyAsync(PolicySetting policy) => throw MissingPolicies();

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

    private static NotSupportedException MissingPolicies() => new("Pabal has no policies.");
}
