using Pabal.Server;

namespace Pabal.Parity.Tests.Brokers;

/// <summary>An embedded Pabal's own verbs.</summary>
internal sealed class PabalAdministration(PabalBroker broker) : IAdministration
{
    public Task SetPolicyAsync(PolicySetting policy) => throw Missing("policies");

    public Task DeletePolicyAsync(PolicySetting policy) => throw Missing("policies");

    public Task AddVirtualHostAsync(string name) => throw Missing("virtual hosts");

    public Task DeleteVirtualHostAsync(string name) => throw Missing("virtual hosts");

    public Task AddUserAsync(string name, string password, string tags) => throw Missing("users");

    public Task DeleteUserAsync(string name) => throw Missing("users");

    public Task SetPermissionsAsync(string virtualHost, string user, string configure, string write, string read) =>
        throw Missing("permissions");

    public Task ClearPermissionsAsync(string virtualHost, string user) => throw Missing("permissions");

    public Task SetTopicPermissionsAsync(string virtualHost, string user, string exchange, string write, string read) =>
        throw Missing("topic permissions");

    public Task SetVirtualHostLimitAsync(string virtualHost, string limit, int value) => throw Missing("limits");

    public Task SetUserLimitAsync(string user, string limit, int value) => throw Missing("limits");

    public Task SetConsumerTimeoutAsync(string queuePattern, int? milliseconds) => throw Missing("consumer timeouts");

    private NotSupportedException Missing(string what) => new($"Pabal at {broker.AmqpUri} has no {what}.");
}
