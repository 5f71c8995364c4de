using System.Collections.Concurrent;

namespace Pabal.Engine.Security;

/// <summary>A user as the broker knows it: what was defined, what it may do, and what it has open.</summary>
/// <remarks>Changed under the administration's lock, by whole objects, so that readers need none.</remarks>
internal sealed class User(UserDefinition definition)
{
    private readonly ConcurrentDictionary<string, VirtualHostAccess> access = [];
    private volatile UserDefinition definition = definition;
    private volatile UserLimits limits = UserLimits.None;
    private int channelCount;

    public string Name => definition.Name;

    public UserDefinition Definition
    {
        get => definition;
        set => definition = value;
    }

    public UserLimits Limits
    {
        get => limits;
        set => limits = value;
    }

    /// <summary>What it may do, by the virtual host's name.</summary>
    public IEnumerable<KeyValuePair<string, VirtualHostAccess>> Access => access;

    public VirtualHostAccess AccessTo(string virtualHost) => access.GetValueOrDefault(virtualHost, VirtualHostAccess.None);

    public void SetAccess(string virtualHost, VirtualHostAccess its)
    {
        if (its.IsNone)
            access.TryRemove(virtualHost, out _);
        else
            access[virtualHost] = its;
    }

    /// <summary>Takes everything from a user that is deleted, whose connections have not ended yet.</summary>
    public void RemoveAccess() => access.Clear();

    /// <returns>False when the limit is reached.</returns>
    public bool TryOpenChannel()
    {
        var max = limits.MaxChannels;
        if (Interlocked.Increment(ref channelCount) <= max || max is null or < 0)
            return true;
        Interlocked.Decrement(ref channelCount);
        return false;
    }

    public void CloseChannels(int count) => Interlocked.Add(ref channelCount, -count);
}
