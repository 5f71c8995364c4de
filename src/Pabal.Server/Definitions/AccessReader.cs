using Pabal.Engine.Security;

namespace Pabal.Server.Definitions;

/// <summary>Reads virtual hosts, users and permissions from definitions.</summary>
internal sealed class AccessReader(DefinitionsDocument document, string? virtualHost)
{
    /// <param name="root">RabbitMQ's members.</param>
    /// <param name="own">The broker's own, of which RabbitMQ knows nothing.</param>
    public void Read(DefinitionsElement root, DefinitionsElement own)
    {
        foreach (var item in root["vhosts"].Objects())
            ReadVirtualHost(item);
        var ownUsers = new Dictionary<string, DefinitionsElement>();
        foreach (var item in own["users"].Objects())
        {
            if (item["name"].Name() is { } name)
                ownUsers[name] = item;
        }
        foreach (var item in root["users"].Objects())
            ReadUser(item, ownUsers);
        foreach (var item in root["permissions"].Objects())
            ReadPermission(item);
        foreach (var item in root["topic_permissions"].Objects())
            ReadTopicPermission(item);
    }

    /// <summary>The virtual host that an item says, or the one of the file; null when neither says one.</summary>
    public static string? HostOf(DefinitionsElement item, string? otherwise)
    {
        var host = item["vhost"];
        if (host.IsThere || otherwise is null)
        {
            if (!host.IsThere)
                host.Refuse("it is missing, and no virtual host was named for the file");
            else
                return host.Name();
        }
        return otherwise;
    }

    public static VirtualHostLimits VirtualHostLimitsOf(DefinitionsElement limits)
    {
        // No limits are an empty list in some files.
        if (limits.IsObject)
            return new VirtualHostLimits(limits["max-connections"].Integer(), limits["max-queues"].Integer());
        if (!limits.IsEmptyList)
            limits.Refuse("it must be an object");
        return VirtualHostLimits.None;
    }

    private void ReadVirtualHost(DefinitionsElement item)
    {
        if (item["name"].Name() is not { } name)
            return;
        var metadata = item["metadata"];
        document.VirtualHosts.Add(new DefinedVirtualHost(item.Path, new VirtualHostDefinition(name)
        {
            Description = (metadata["description"].IsThere ? metadata : item)["description"].Text("") ?? "",
            Tags = (metadata["tags"].IsThere ? metadata : item)["tags"].Texts(),
        }));
    }

    private void ReadUser(DefinitionsElement item, Dictionary<string, DefinitionsElement> ownUsers)
    {
        if (item["name"].Name() is not { } name)
            return;
        var own = ownUsers.GetValueOrDefault(name, item.Nothing);
        var hash = own["password_hash"].IsThere ? HashOf(own) : HashOf(item);
        document.Users.Add(new DefinedUser(
            item.Path,
            new UserDefinition(name) { PasswordHash = hash, Tags = item["tags"].Texts() },
            hash is not null || item["password_hash"].IsThere,
            own["loopback_only"].IsThere ? own["loopback_only"].Boolean(false) : null,
            item["limits"].IsObject
                ? new UserLimits(item["limits"]["max-connections"].Integer(), item["limits"]["max-channels"].Integer())
                : null));
    }

    // Without an algorithm, a hash is of RabbitMQ's default; an empty one is that of nobody's password.
    private static PasswordHash? HashOf(DefinitionsElement user)
    {
        var text = user["password_hash"].Text("");
        if (!string.IsNullOrEmpty(text))
        {
            if (!PasswordHash.TryParse(user["hashing_algorithm"].Text(null), text, out var hash, out var problem))
                user["password_hash"].Refuse(problem);
            return hash;
        }
        if (!user["password"].IsThere)
            return null;
        if (user["password"].Text() is { Length: > 0 } password)
            return PasswordHash.Create(password);
        user["password"].Refuse("it must not be empty");
        return null;
    }

    private void ReadPermission(DefinitionsElement item)
    {
        if (item["user"].Name() is { } user && HostOf(item, virtualHost) is { } host && item["configure"].Text() is { } configure
            && item["write"].Text() is { } write && item["read"].Text() is { } read)
        {
            document.Permissions.Add(new(item.Path, host, (user, new Permission(configure, write, read))));
        }
    }

    private void ReadTopicPermission(DefinitionsElement item)
    {
        if (item["user"].Name() is { } user && HostOf(item, virtualHost) is { } host && item["exchange"].ShortText() is { } exchange
            && item["write"].Text() is { } write && item["read"].Text() is { } read)
        {
            document.TopicPermissions.Add(new(item.Path, host, (user, new TopicPermission(exchange, write, read))));
        }
    }
}
