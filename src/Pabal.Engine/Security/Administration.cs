using Pabal.Engine.Durability;

namespace Pabal.Engine.Security;

/// <summary>
/// The administration of a broker: its virtual hosts, its users, and who may do what. Each change takes effect at once, and
/// survives a crash when the log is durable up to <see cref="DefinitionsEnd"/>.
/// </summary>
/// <remarks>
/// Thread-safe: <c>gate</c> guards all changes and the order in which they are logged; it comes before the topology locks.
/// Not to be called while a connection's own lock is held.
/// </remarks>
public sealed class Administration
{
    private readonly Lock gate = new();
    private readonly AccessChanges changes = new();
    private readonly AccessState state;
    private readonly VirtualHostTable virtualHosts;
    private readonly ClientRegistry clients;
    private readonly Journal? journal;
    private long definitionsEnd;

    internal Administration(AccessState state, VirtualHostTable virtualHosts, ClientRegistry clients, Journal? journal)
    {
        this.state = state;
        this.virtualHosts = virtualHosts;
        this.clients = clients;
        this.journal = journal;
    }

    /// <summary>Once the log is durable up to this, every change so far survives a crash.</summary>
    public LogMark DefinitionsEnd => new(Volatile.Read(ref definitionsEnd));

    /// <summary>The users there are, in no order.</summary>
    public IReadOnlyList<UserDefinition> Users
    {
        get
        {
            var users = new List<UserDefinition>();
            foreach (var (_, user) in state.Users)
                users.Add(user.Definition);
            return users;
        }
    }

    /// <summary>The virtual hosts there are, in no order.</summary>
    public IReadOnlyList<VirtualHostDefinition> VirtualHosts
    {
        get
        {
            var definitions = new List<VirtualHostDefinition>();
            foreach (var (_, entry) in state.VirtualHosts)
                definitions.Add(entry.Definition);
            return definitions;
        }
    }

    /// <summary>The user of that name, or null.</summary>
    public UserDefinition? FindUser(string name) => state.Users.GetValueOrDefault(name)?.Definition;

    /// <summary>The virtual host's definition, or null.</summary>
    public VirtualHostDefinition? FindVirtualHost(string name) => state.VirtualHosts.GetValueOrDefault(name)?.Definition;

    /// <exception cref="AdministrationException">There is no such user.</exception>
    public UserLimits GetUserLimits(string name) => Require(name).Limits;

    /// <exception cref="AdministrationException">There is no such virtual host.</exception>
    public VirtualHostLimits GetVirtualHostLimits(string name) => RequireVirtualHost(name).Limits;

    /// <summary>The administration of what is in a virtual host: composite destinations, virtual topics and policies.</summary>
    /// <exception cref="AdministrationException">There is no such virtual host.</exception>
    public VirtualHostAdministration In(string virtualHost) => virtualHosts.TryGet(virtualHost, out var host)
        ? new VirtualHostAdministration(this, host)
        : throw NoVirtualHost(virtualHost);

    /// <summary>What a user may do, by the virtual host's name.</summary>
    /// <exception cref="AdministrationException">There is no such user.</exception>
    public IReadOnlyList<(string VirtualHost, Permission Permission)> GetPermissions(string user)
    {
        var permissions = new List<(string, Permission)>();
        foreach (var (virtualHost, access) in Require(user).Access)
        {
            if (access.Permission is { } permission)
                permissions.Add((virtualHost, permission));
        }
        return permissions;
    }

    /// <summary>Which routing keys a user may use, by the virtual host's name.</summary>
    /// <exception cref="AdministrationException">There is no such user.</exception>
    public IReadOnlyList<(string VirtualHost, TopicPermission Permission)> GetTopicPermissions(string user)
    {
        var permissions = new List<(string, TopicPermission)>();
        foreach (var (virtualHost, access) in Require(user).Access)
        {
            foreach (var topic in access.Topics)
                permissions.Add((virtualHost, topic.Permission));
        }
        return permissions;
    }

    /// <summary>Adds a virtual host with the exchanges that every one has, or changes what is said of one.</summary>
    /// <returns>True when it is new.</returns>
    /// <exception cref="AdministrationException">The definition is not valid.</exception>
    public bool PutVirtualHost(VirtualHostDefinition definition)
    {
        AdministrationRules.Check(definition);
        lock (gate)
        {
            var isNew = state.Put(definition);
            changes.OnPut(definition);
            Append();
            if (isNew)
                virtualHosts.Add(definition.Name);
            return isNew;
        }
    }

    /// <summary>Adds a virtual host, unless it is there.</summary>
    /// <returns>True when it is new.</returns>
    /// <exception cref="AdministrationException">The name is not valid.</exception>
    public bool PutVirtualHost(string name)
    {
        lock (gate)
            return FindVirtualHost(name) is null && PutVirtualHost(new VirtualHostDefinition(name));
    }

    /// <summary>Deletes a virtual host with all that is in it, permissions too, and ends its connections.</summary>
    /// <returns>False when there was none.</returns>
    public bool DeleteVirtualHost(string name)
    {
        ClientAccess[] connected;
        lock (gate)
        {
            if (!virtualHosts.Remove(name, out var virtualHost))
                return false;
            state.RemoveVirtualHost(name);
            connected = clients.Of(virtualHost);
            virtualHost.Delete();
            Volatile.Write(ref definitionsEnd, Math.Max(definitionsEnd, virtualHost.DefinitionsEnd.Value));
        }
        Disconnect(connected, $"vhost '{name}' is deleted");
        return true;
    }

    /// <exception cref="AdministrationException">There is no such virtual host.</exception>
    public void SetVirtualHostLimits(string name, VirtualHostLimits limits)
    {
        lock (gate)
        {
            RequireVirtualHost(name);
            state.Put(name, limits);
            if (virtualHosts.TryGet(name, out var virtualHost))
                virtualHost.Limits = limits;
            changes.OnLimited(name, limits);
            Append();
        }
    }

    /// <summary>Adds a user, or replaces its definition. Permissions, limits and connections stay.</summary>
    /// <returns>True when it is new.</returns>
    /// <exception cref="AdministrationException">The definition is not valid.</exception>
    public bool PutUser(UserDefinition definition)
    {
        AdministrationRules.Check(definition);
        lock (gate)
        {
            var isNew = state.Put(definition);
            changes.OnPut(definition);
            Append();
            return isNew;
        }
    }

    /// <summary>Adds a user with a password, or replaces its password and tags.</summary>
    /// <returns>True when it is new.</returns>
    /// <exception cref="AdministrationException">Name, password or a tag is not valid.</exception>
    public bool PutUser(string name, string password, params string[] tags)
    {
        AdministrationRules.CheckPassword(password);
        return PutUser(new UserDefinition(name) { PasswordHash = PasswordHash.Create(password), Tags = tags });
    }

    /// <summary>Changes a password. Connections that are open stay.</summary>
    /// <exception cref="AdministrationException">There is no such user, or the password is empty.</exception>
    public void SetPassword(string name, string password)
    {
        AdministrationRules.CheckPassword(password);
        var hash = PasswordHash.Create(password);
        lock (gate)
            PutUser(Require(name).Definition with { PasswordHash = hash });
    }

    /// <summary>Deletes a user with its permissions, and ends its connections.</summary>
    /// <returns>False when there was none.</returns>
    public bool DeleteUser(string name)
    {
        ClientAccess[] connected;
        lock (gate)
        {
            if (state.RemoveUser(name) is not { } user)
                return false;
            changes.OnDeleted(user);
            Append();
            connected = clients.Of(user);
        }
        Disconnect(connected, $"user '{name}' is deleted");
        return true;
    }

    /// <summary>Limits what a user may have open from now on; what is open stays.</summary>
    /// <exception cref="AdministrationException">There is no such user.</exception>
    public void SetUserLimits(string name, UserLimits limits)
    {
        lock (gate)
        {
            Require(name).Limits = limits;
            changes.OnLimited(name, limits);
            Append();
        }
    }

    /// <summary>Says what a user may do in a virtual host, in place of what was said before.</summary>
    /// <exception cref="AdministrationException">There is no such user or virtual host, or an expression is not valid.</exception>
    public void PutPermission(string virtualHost, string user, Permission permission)
    {
        lock (gate)
        {
            Change(virtualHost, user, access => access.With(permission));
            changes.OnPut(virtualHost, user, permission);
            Append();
        }
    }

    /// <summary>Takes a user's permission in a virtual host away. Connections stay, but may do nothing any more.</summary>
    /// <exception cref="AdministrationException">There is no such user or virtual host.</exception>
    public void DeletePermission(string virtualHost, string user)
    {
        lock (gate)
        {
            Change(virtualHost, user, static access => access.With((Permission?)null));
            changes.OnPermissionDeleted(virtualHost, user);
            Append();
        }
    }

    /// <summary>Says which routing keys a user may use with an exchange, in place of what was said before.</summary>
    /// <exception cref="AdministrationException">There is no such user or virtual host, or an expression is not valid.</exception>
    public void PutTopicPermission(string virtualHost, string user, TopicPermission permission)
    {
        lock (gate)
        {
            Change(virtualHost, user, access => access.With(new TopicAccess(permission, user, virtualHost)));
            changes.OnPut(virtualHost, user, permission);
            Append();
        }
    }

    /// <summary>Lets a user use any routing key with an exchange again.</summary>
    /// <exception cref="AdministrationException">There is no such user or virtual host.</exception>
    public void DeleteTopicPermission(string virtualHost, string user, string exchange)
    {
        lock (gate)
        {
            Change(virtualHost, user, access => access.Without(exchange));
            changes.OnTopicPermissionDeleted(virtualHost, user, exchange);
            Append();
        }
    }

    /// <summary>Something was changed in a virtual host, and survives a crash once the log is durable up to the mark.</summary>
    internal void OnChanged(LogMark mark)
    {
        lock (gate)
            Volatile.Write(ref definitionsEnd, Math.Max(definitionsEnd, mark.Value));
    }

    /// <summary>Appends all definitions to the log, in place of what was said of them before.</summary>
    internal void AppendSnapshot()
    {
        // Under the lock to the end: a virtual host that is deleted meanwhile must not be said to be there after that.
        lock (gate)
        {
            changes.OnSnapshot(state);
            Append();
            foreach (var virtualHost in virtualHosts.All)
                virtualHost.AppendSnapshot();
        }
    }

    private void Append()
    {
        if (journal is null)
            changes.Clear();
        else
            Volatile.Write(ref definitionsEnd, changes.Append(journal).Value);
    }

    // The rights are changed before the version: who sees the new version sees the new rights.
    private void Change(string virtualHost, string user, Func<VirtualHostAccess, VirtualHostAccess> change)
    {
        RequireVirtualHost(virtualHost);
        Require(user);
        state.Change(user, virtualHost, change);
        if (virtualHosts.TryGet(virtualHost, out var host))
            host.OnRightsChanged();
    }

    private User Require(string user) =>
        state.Users.GetValueOrDefault(user) ?? throw new AdministrationException($"there is no user '{user}'");

    private VirtualHostEntry RequireVirtualHost(string name) =>
        state.VirtualHosts.GetValueOrDefault(name) ?? throw NoVirtualHost(name);

    private static AdministrationException NoVirtualHost(string name) => new($"there is no virtual host '{name}'");

    private static void Disconnect(ClientAccess[] connected, string reason)
    {
        foreach (var access in connected)
            access.Client.OnDisconnected(reason);
    }
}
