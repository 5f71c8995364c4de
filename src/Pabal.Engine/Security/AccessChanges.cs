using Pabal.Engine.Durability;

namespace Pabal.Engine.Security;

/// <summary>
/// What is changed of users, virtual hosts and permissions, for the log: further kinds beside those of
/// <see cref="DefinitionChanges"/>. <see cref="AccessReplay"/> reads them.
/// </summary>
/// <remarks>Guarded by the administration's lock.</remarks>
internal sealed class AccessChanges
{
    public const byte Snapshot = 64;
    public const byte VirtualHostPut = 65;
    public const byte VirtualHostDeleted = 66;
    public const byte VirtualHostLimited = 67;
    public const byte UserPut = 68;
    public const byte UserDeleted = 69;
    public const byte UserLimited = 70;
    public const byte PermissionPut = 71;
    public const byte PermissionDeleted = 72;
    public const byte TopicPermissionPut = 73;
    public const byte TopicPermissionDeleted = 74;

    public const byte HasPassword = 1;
    public const byte IsLoopbackOnly = 2;

    private readonly RecordBuffer record = new();

    /// <summary>Whether it is one of these kinds.</summary>
    public static bool Has(byte kind) => kind is >= Snapshot and <= TopicPermissionDeleted;

    /// <summary>Appends what has gathered as one record.</summary>
    /// <returns>Up to where the log has to be durable.</returns>
    public LogMark Append(Journal journal)
    {
        var mark = journal.TryAppend(RecordType.Definitions, record.Octets);
        record.Clear();
        return mark;
    }

    /// <summary>Drops what has gathered, where nothing is kept.</summary>
    public void Clear() => record.Clear();

    public void OnPut(VirtualHostDefinition virtualHost)
    {
        Begin(VirtualHostPut, virtualHost.Name);
        record.WriteText(virtualHost.Description);
        Write(virtualHost.Tags);
    }

    public void OnLimited(string virtualHost, VirtualHostLimits limits)
    {
        Begin(VirtualHostLimited, virtualHost);
        Write(limits.MaxConnections);
        Write(limits.MaxQueues);
    }

    public void OnPut(UserDefinition user)
    {
        Begin(UserPut, user.Name);
        record.Write((byte)((user.PasswordHash is null ? 0 : HasPassword) | (user.LoopbackOnly ? IsLoopbackOnly : 0)));
        if (user.PasswordHash is { } hash)
        {
            record.WriteText(hash.AlgorithmName);
            record.WriteText(hash.ToBase64());
        }
        Write(user.Tags);
    }

    public void OnDeleted(User user) => Begin(UserDeleted, user.Name);

    public void OnLimited(string user, UserLimits limits)
    {
        Begin(UserLimited, user);
        Write(limits.MaxConnections);
        Write(limits.MaxChannels);
    }

    public void OnPut(string virtualHost, string user, Permission permission)
    {
        Begin(PermissionPut, virtualHost, user);
        record.WriteText(permission.Configure);
        record.WriteText(permission.Write);
        record.WriteText(permission.Read);
    }

    public void OnPermissionDeleted(string virtualHost, string user) => Begin(PermissionDeleted, virtualHost, user);

    public void OnPut(string virtualHost, string user, TopicPermission permission)
    {
        Begin(TopicPermissionPut, virtualHost, user);
        record.WriteText(permission.Exchange);
        record.WriteText(permission.Write);
        record.WriteText(permission.Read);
    }

    public void OnTopicPermissionDeleted(string virtualHost, string user, string exchange)
    {
        Begin(TopicPermissionDeleted, virtualHost, user);
        record.WriteText(exchange);
    }

    /// <summary>Notes all there is, which takes the place of what was said before. What isn't in it is gone.</summary>
    public void OnSnapshot(AccessState state)
    {
        record.Write(Snapshot);
        foreach (var (_, entry) in state.VirtualHosts)
        {
            OnPut(entry.Definition);
            if (entry.Limits != VirtualHostLimits.None)
                OnLimited(entry.Definition.Name, entry.Limits);
        }
        foreach (var (_, user) in state.Users)
        {
            OnPut(user.Definition);
            if (user.Limits != UserLimits.None)
                OnLimited(user.Name, user.Limits);
            foreach (var (virtualHost, access) in user.Access)
                OnAccess(virtualHost, user.Name, access);
        }
    }

    private void OnAccess(string virtualHost, string user, VirtualHostAccess access)
    {
        if (access.Permission is { } permission)
            OnPut(virtualHost, user, permission);
        foreach (var topic in access.Topics)
            OnPut(virtualHost, user, topic.Permission);
    }

    private void Begin(byte kind, string name)
    {
        record.Write(kind);
        record.WriteText(name);
    }

    private void Begin(byte kind, string virtualHost, string user)
    {
        Begin(kind, virtualHost);
        record.WriteText(user);
    }

    private void Write(IReadOnlyList<string> texts)
    {
        record.WriteNumber(texts.Count);
        foreach (var text in texts)
            record.WriteText(text);
    }

    // No limit, as RabbitMQ has it: any negative number is one.
    private void Write(long? limit) => record.WriteNumber(Math.Max(limit ?? -1, -1) + 1);
}
