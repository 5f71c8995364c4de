using System.Collections.Concurrent;

namespace Pabal.Engine.Security;

/// <summary>The users, the virtual hosts, and who may do what where.</summary>
/// <remarks>Read by anybody; changed under the administration's lock, or by the replay of the log before anybody is there.</remarks>
internal sealed class AccessState
{
    public ConcurrentDictionary<string, User> Users { get; } = [];

    public ConcurrentDictionary<string, VirtualHostEntry> VirtualHosts { get; } = [];

    /// <returns>True when the user is new.</returns>
    public bool Put(UserDefinition definition)
    {
        if (!Users.TryGetValue(definition.Name, out var user))
            return Users.TryAdd(definition.Name, new User(definition));
        user.Definition = definition;
        return false;
    }

    /// <returns>The user that is gone, without any permission; null when there was none.</returns>
    public User? RemoveUser(string name)
    {
        if (Users.TryRemove(name, out var user))
            user.RemoveAccess();
        return user;
    }

    /// <returns>True when the virtual host is new.</returns>
    public bool Put(VirtualHostDefinition definition)
    {
        if (!VirtualHosts.TryGetValue(definition.Name, out var entry))
            return VirtualHosts.TryAdd(definition.Name, new VirtualHostEntry(definition, VirtualHostLimits.None));
        VirtualHosts[definition.Name] = entry with { Definition = definition };
        return false;
    }

    public void Put(string virtualHost, VirtualHostLimits limits)
    {
        if (VirtualHosts.TryGetValue(virtualHost, out var entry))
            VirtualHosts[virtualHost] = entry with { Limits = limits };
    }

    /// <summary>Removes a virtual host, and every permission in it.</summary>
    public void RemoveVirtualHost(string name)
    {
        VirtualHosts.TryRemove(name, out _);
        foreach (var (_, user) in Users)
            user.SetAccess(name, VirtualHostAccess.None);
    }

    /// <summary>Changes what a user may do in a virtual host, if there is such a user.</summary>
    public void Change(string user, string virtualHost, Func<VirtualHostAccess, VirtualHostAccess> change)
    {
        if (Users.TryGetValue(user, out var found))
            found.SetAccess(virtualHost, change(found.AccessTo(virtualHost)));
    }
}
