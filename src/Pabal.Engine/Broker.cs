using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Pabal.Engine.Messages;
using Pabal.Engine.Security;
using Pabal.Storage;

namespace Pabal.Engine;

/// <summary>The state of one broker: its virtual hosts, its users, and where their messages are kept.</summary>
public sealed class Broker
{
    private readonly Dictionary<string, VirtualHost> virtualHosts = [];
    private readonly Func<string> createName;

    /// <param name="memoryLimit">Octets of messages at which publishers have to wait.</param>
    /// <param name="createName">Makes unguessable names; null for random ones.</param>
    public Broker(long memoryLimit, Func<string>? createName = null)
    {
        this.createName = createName ?? CreateRandomName;
        Memory = new MemoryAlarm(memoryLimit);
        Store = new MessageStore(new SegmentStore(Memory.Observe));
        virtualHosts.Add("/", new VirtualHost("/", Store, this.createName));
    }

    public MessageStore Store { get; }

    public MemoryAlarm Memory { get; }

    public UserStore Users { get; } = new();

    /// <summary>An unguessable name, of characters that need no quoting anywhere.</summary>
    public string CreateName() => createName();

    public bool TryGetVirtualHost(string name, [NotNullWhen(true)] out VirtualHost? virtualHost) =>
        virtualHosts.TryGetValue(name, out virtualHost);

    private static string CreateRandomName() => RandomNumberGenerator.GetString(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 22);
}
