using Pabal.Engine.Definitions;

namespace Pabal.Engine.Policies;

/// <summary>The names of scopes, as definitions and commands write them, and what each takes in.</summary>
public static class PolicyScopes
{
    // In the order of the enumeration.
    private static readonly string[] names = ["all", "queues", "exchanges", "classic_queues", "quorum_queues", "streams"];

    public static string NameOf(PolicyScope scope) => names[(int)scope];

    /// <returns>False when there is no such scope.</returns>
    public static bool TryParse(string name, out PolicyScope scope)
    {
        scope = (PolicyScope)Math.Max(0, Array.IndexOf(names, name));
        return names[(int)scope] == name;
    }

    internal static bool IncludesExchanges(this PolicyScope scope) => scope is PolicyScope.All or PolicyScope.Exchanges;

    internal static bool Includes(this PolicyScope scope, QueueType type) => scope switch
    {
        PolicyScope.All or PolicyScope.Queues => true,
        PolicyScope.ClassicQueues => type == QueueType.Classic,
        PolicyScope.QuorumQueues => type == QueueType.Quorum,
        _ => false,
    };
}
