namespace Pabal.Parity.Tests.Brokers;

/// <summary>What the scenarios need of a broker that isn't AMQP: policies, tenants and their limits.</summary>
internal interface IAdministration
{
    Task SetPolicyAsync(PolicySetting policy);

    Task DeletePolicyAsync(PolicySetting policy);

    Task AddVirtualHostAsync(string name);

    Task DeleteVirtualHostAsync(string name);

    Task AddUserAsync(string name, string password, string tags);

    Task DeleteUserAsync(string name);

    Task SetPermissionsAsync(string virtualHost, string user, string configure, string write, string read);

    Task ClearPermissionsAsync(string virtualHost, string user);

    Task SetTopicPermissionsAsync(string virtualHost, string user, string exchange, string write, string read);

    /// <summary>Sets one of max-connections and max-queues; -1 for no limit.</summary>
    Task SetVirtualHostLimitAsync(string virtualHost, string limit, int value);

    /// <summary>Sets one of max-connections and max-channels; -1 for no limit.</summary>
    Task SetUserLimitAsync(string user, string limit, int value);

    /// <summary>
    /// How long a delivery may stay unacknowledged; null for the default. RabbitMQ knows one time for all queues, and counts it
    /// for the channels that are opened from now on.
    /// </summary>
    Task SetConsumerTimeoutAsync(string queuePattern, int? milliseconds);
}
