using Pabal.Engine.Durability;

namespace Pabal.Engine.Security;

/// <summary>Carries out again what <see cref="AccessChanges"/> has noted.</summary>
/// <remarks>What refers to something unknown is passed over: records may begin in the middle, and a snapshot comes later.</remarks>
internal sealed class AccessReplay(AccessState state)
{
    /// <summary>Applies one change.</summary>
    /// <param name="kind">One of those of <see cref="AccessChanges"/>.</param>
    /// <param name="record">Behind the kind.</param>
    public void Apply(byte kind, ref RecordReader record)
    {
        if (kind == AccessChanges.Snapshot)
        {
            state.Users.Clear();
            state.VirtualHosts.Clear();
            return;
        }
        var name = record.ReadText();
        switch (kind)
        {
            case AccessChanges.VirtualHostPut:
                state.Put(new VirtualHostDefinition(name) { Description = record.ReadText(), Tags = ReadTexts(ref record) });
                break;
            case AccessChanges.VirtualHostDeleted:
                state.RemoveVirtualHost(name);
                break;
            case AccessChanges.VirtualHostLimited:
                state.Put(name, new VirtualHostLimits(ReadLimit(ref record), ReadLimit(ref record)));
                break;
            case AccessChanges.UserPut:
                state.Put(ReadUser(name, ref record));
                break;
            case AccessChanges.UserDeleted:
                state.RemoveUser(name);
                break;
            case AccessChanges.UserLimited:
                var limits = new UserLimits(ReadLimit(ref record), ReadLimit(ref record));
                if (state.Users.TryGetValue(name, out var user))
                    user.Limits = limits;
                break;
            default:
                ApplyPermission(kind, name, record.ReadText(), ref record);
                break;
        }
    }

    private void ApplyPermission(byte kind, string virtualHost, string user, ref RecordReader record)
    {
        switch (kind)
        {
            case AccessChanges.PermissionPut:
                var permission = new Permission(record.ReadText(), record.ReadText(), record.ReadText());
                state.Change(user, virtualHost, access => access.With(permission));
                break;
            case AccessChanges.PermissionDeleted:
                state.Change(user, virtualHost, static access => access.With((Permission?)null));
                break;
            case AccessChanges.TopicPermissionPut:
                var topic = new TopicPermission(record.ReadText(), record.ReadText(), record.ReadText());
                state.Change(user, virtualHost, access => access.With(new TopicAccess(topic, user, virtualHost)));
                break;
            default:
                var exchange = record.ReadText();
                state.Change(user, virtualHost, access => access.Without(exchange));
                break;
        }
    }

    private static UserDefinition ReadUser(string name, ref RecordReader record)
    {
        var flags = record.ReadOctet();
        PasswordHash? hash = null;
        if ((flags & AccessChanges.HasPassword) != 0
            && !PasswordHash.TryParse(record.ReadText(), record.ReadText(), out hash, out var problem))
        {
            throw new InvalidDataException($"the log has a user whose password can't be used: {problem}");
        }
        return new UserDefinition(name)
        {
            PasswordHash = hash,
            LoopbackOnly = (flags & AccessChanges.IsLoopbackOnly) != 0,
            Tags = ReadTexts(ref record),
        };
    }

    private static string[] ReadTexts(ref RecordReader record)
    {
        var texts = new string[record.ReadCount()];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = record.ReadText();
        return texts;
    }

    private static long? ReadLimit(ref RecordReader record) => record.ReadNumber() is > 0 and var limit ? (long)limit - 1 : null;
}
