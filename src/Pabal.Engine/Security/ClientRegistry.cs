namespace Pabal.Engine.Security;

/// <summary>The clients that are connected, by user and by virtual host.</summary>
/// <remarks>
/// Thread-safe: <c>gate</c> guards the sets and makes counting and adding one step. Whoever deletes a user or virtual host
/// first takes it off where it is looked up here, and then takes the clients: none is missed.
/// </remarks>
internal sealed class ClientRegistry(AccessState state, VirtualHostTable virtualHosts)
{
    private readonly Lock gate = new();
    private readonly Dictionary<User, HashSet<ClientAccess>> byUser = [];
    private readonly Dictionary<VirtualHost, HashSet<ClientAccess>> byVirtualHost = [];

    /// <summary>Adds a client, if there is room for it and the user may be there: RabbitMQ's checks in RabbitMQ's order.</summary>
    /// <exception cref="BrokerException">It may not connect: <see cref="ErrorKind.NotAllowed"/>.</exception>
    public ClientAccess Add(string userName, string virtualHostName, IBrokerClient client)
    {
        lock (gate)
        {
            if (!virtualHosts.TryGet(virtualHostName, out var virtualHost))
                throw Errors.NoVirtualHost(virtualHostName);
            if (virtualHost.Limits.MaxConnections is >= 0 and var hostLimit && CountOf(byVirtualHost, virtualHost) >= hostLimit)
                throw Errors.TooManyConnections(virtualHostName, userName, hostLimit);
            if (!state.Users.TryGetValue(userName, out var user))
                throw Errors.VirtualHostRefused(virtualHostName, userName);
            if (user.Limits.MaxConnections is >= 0 and var userLimit && CountOf(byUser, user) >= userLimit)
                throw Errors.TooManyConnections(userName, userLimit);
            if (user.AccessTo(virtualHostName).Permission is null)
                throw Errors.VirtualHostRefused(virtualHostName, userName);
            var access = new ClientAccess(this, user, virtualHost, client);
            Add(byUser, user, access);
            Add(byVirtualHost, virtualHost, access);
            return access;
        }
    }

    public void Remove(ClientAccess access)
    {
        lock (gate)
        {
            Remove(byUser, access.User, access);
            Remove(byVirtualHost, access.VirtualHost, access);
        }
    }

    public ClientAccess[] Of(User user)
    {
        lock (gate)
            return byUser.TryGetValue(user, out var its) ? [.. its] : [];
    }

    public ClientAccess[] Of(VirtualHost virtualHost)
    {
        lock (gate)
            return byVirtualHost.TryGetValue(virtualHost, out var its) ? [.. its] : [];
    }

    private static int CountOf<T>(Dictionary<T, HashSet<ClientAccess>> sets, T key)
        where T : class => sets.TryGetValue(key, out var its) ? its.Count : 0;

    private static void Add<T>(Dictionary<T, HashSet<ClientAccess>> sets, T key, ClientAccess access)
        where T : class
    {
        if (!sets.TryGetValue(key, out var its))
            sets[key] = its = [];
        its.Add(access);
    }

    private static void Remove<T>(Dictionary<T, HashSet<ClientAccess>> sets, T key, ClientAccess access)
        where T : class
    {
        if (sets.TryGetValue(key, out var its) && its.Remove(access) && its.Count == 0)
            sets.Remove(key);
    }
}
