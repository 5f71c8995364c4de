using System.Text.Json;
using Pabal.Engine.Security;

namespace Pabal.Server.Definitions;

/// <summary>Writes virtual hosts, users and permissions as definitions.</summary>
internal sealed class AccessWriter(Utf8JsonWriter writer, DefinitionsReport report)
{
    public void Write(DefinitionsDocument document)
    {
        writer.WriteStartArray("vhosts");
        foreach (var host in document.VirtualHosts)
            Write(host.Definition);
        writer.WriteEndArray();
        writer.WriteStartArray("users");
        foreach (var user in document.Users)
            Write(user);
        writer.WriteEndArray();
        writer.WriteStartArray("permissions");
        foreach (var (_, host, (user, permission)) in document.Permissions)
        {
            WriteStart(host, user);
            writer.WriteString("configure", permission.Configure);
            writer.WriteString("write", permission.Write);
            writer.WriteString("read", permission.Read);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("topic_permissions");
        foreach (var (_, host, (user, permission)) in document.TopicPermissions)
        {
            WriteStart(host, user);
            writer.WriteString("exchange", permission.Exchange);
            writer.WriteString("write", permission.Write);
            writer.WriteString("read", permission.Read);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    public static bool IsLimited(Defined<VirtualHostLimits> limits) => limits.Value != VirtualHostLimits.None;

    public static void WriteLimits(Utf8JsonWriter writer, VirtualHostLimits limits)
    {
        writer.WriteString("component", "vhost-limits");
        writer.WriteString("name", "limits");
        writer.WriteStartObject("value");
        WriteLimit(writer, "max-connections", limits.MaxConnections);
        WriteLimit(writer, "max-queues", limits.MaxQueues);
        writer.WriteEndObject();
    }

    /// <summary>Writes what RabbitMQ has no place for, or refuses: hashes that it can't check, and who is local only.</summary>
    public static void WriteOwn(Utf8JsonWriter writer, IEnumerable<DefinedUser> users)
    {
        writer.WriteStartArray("users");
        foreach (var user in users)
        {
            writer.WriteStartObject();
            writer.WriteString("name", user.Definition.Name);
            if (user.Definition.PasswordHash is { Algorithm: PasswordAlgorithm.Pbkdf2Sha256 } hash)
                WriteHash(writer, hash);
            writer.WriteBoolean("loopback_only", user.Definition.LoopbackOnly);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private void Write(VirtualHostDefinition host)
    {
        writer.WriteStartObject();
        writer.WriteString("name", host.Name);
        writer.WriteStartArray("limits");
        writer.WriteEndArray();
        writer.WriteStartObject("metadata");
        writer.WriteString("description", host.Description);
        WriteTexts("tags", host.Tags);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void Write(DefinedUser user)
    {
        writer.WriteStartObject();
        writer.WriteString("name", user.Definition.Name);
        var hash = user.Definition.PasswordHash;
        // Who has no hash at all is to lose the password that another broker may have for the name; a hash that RabbitMQ can't
        // check is left out instead.
        if (hash is null)
        {
            writer.WriteString("password_hash", "");
            writer.WriteString("hashing_algorithm", "rabbit_password_hashing_sha256");
        }
        else if (hash.Algorithm != PasswordAlgorithm.Pbkdf2Sha256)
        {
            WriteHash(writer, hash);
        }
        else
        {
            report.AddWarning(user.Path, "RabbitMQ can't check this password's hash: set a password there before the user can log in");
        }
        WriteTexts("tags", user.Definition.Tags);
        writer.WriteStartObject("limits");
        WriteLimit(writer, "max-connections", user.Limits?.MaxConnections);
        WriteLimit(writer, "max-channels", user.Limits?.MaxChannels);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteHash(Utf8JsonWriter writer, PasswordHash hash)
    {
        writer.WriteString("password_hash", hash.ToBase64());
        writer.WriteString("hashing_algorithm", hash.AlgorithmName);
    }

    private void WriteStart(string host, string user)
    {
        writer.WriteStartObject();
        writer.WriteString("user", user);
        writer.WriteString("vhost", host);
    }

    private void WriteTexts(string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    private static void WriteLimit(Utf8JsonWriter writer, string name, long? limit)
    {
        if (limit is { } number)
            writer.WriteNumber(name, number);
    }
}
