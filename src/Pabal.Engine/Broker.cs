using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Security;
using Pabal.Engine.Timing;
using Pabal.Storage;

namespace Pabal.Engine;

/// <summary>The state of one broker: its virtual hosts, its users, and where their messages are kept.</summary>
public sealed class Broker : IDisposable
{
    /// <summary>The virtual host that a new broker has.</summary>
    public const string DefaultVirtualHost = "/";

    private const string SpillDirectory = "spill";
    private const int MinCongestionOctets = 4 * 1024 * 1024;
    private const int MaxCongestionOctets = 64 * 1024 * 1024;

    private readonly AccessState access = new();
    private readonly VirtualHostTable virtualHosts;
    private readonly ClientRegistry clients;
    private readonly Func<string> createName;
    private readonly FileDevice? device;
    private readonly FileDevice? spillDevice;
    private readonly DiskWatch? disk;
    private bool isDisposed;

    /// <summary>A broker that keeps nothing when it ends.</summary>
    /// <param name="memoryLimit">Octets of messages at which publishers have to wait.</param>
    /// <param name="createName">Makes unguessable names; null for random ones.</param>
    /// <param name="time">The clock; the system's unless given.</param>
    public Broker(long memoryLimit, Func<string>? createName = null, TimeProvider? time = null)
    {
        this.createName = createName ?? CreateRandomName;
        Schedule = new Schedule(time ?? TimeProvider.System);
        MemoryLimit = memoryLimit;
        Store = new MessageStore(new SegmentStore(new MemoryWatch(memoryLimit, Alarm).Observe));
        access.Put(new VirtualHostDefinition(DefaultVirtualHost));
        virtualHosts = new VirtualHostTable(Store, Schedule, this.createName, null);
        virtualHosts.Add(DefaultVirtualHost);
        clients = new ClientRegistry(access, virtualHosts);
        Authenticator = new Authenticator(access);
        Administration = new Administration(access, virtualHosts, clients, null);
    }

    /// <summary>A broker that goes on with what is on a device, and keeps what is durable there.</summary>
    /// <param name="device">Where; the caller disposes of it after the broker.</param>
    /// <param name="options">How the log is kept.</param>
    /// <param name="memoryLimit">Octets of messages at which publishers have to wait.</param>
    /// <param name="observer">Told of what becomes of the storage.</param>
    /// <param name="createName">Makes unguessable names; null for random ones.</param>
    /// <param name="diskFreeLimit">Octets free on the device below which publishers have to wait; 0 for none.</param>
    /// <param name="time">The clock; the system's unless given.</param>
    /// <exception cref="IOException">The device failed.</exception>
    /// <exception cref="LogFormatException">The log is of another format; nothing was changed.</exception>
    /// <exception cref="LogDamageException">Something durable can't be read; nothing was changed.</exception>
    public Broker(
        IStorageDevice device,
        LogOptions options,
        long memoryLimit,
        IStorageObserver? observer = null,
        Func<string>? createName = null,
        long diskFreeLimit = 0,
        TimeProvider? time = null)
        : this(device, options, memoryLimit, observer, createName, diskFreeLimit, new JournalOptions(), time)
    {
    }

    internal Broker(
        IStorageDevice device,
        LogOptions options,
        long memoryLimit,
        IStorageObserver? observer,
        Func<string>? createName,
        long diskFreeLimit,
        JournalOptions journalOptions,
        TimeProvider? time = null)
    {
        this.createName = createName ?? CreateRandomName;
        Schedule = new Schedule(time ?? TimeProvider.System);
        MemoryLimit = memoryLimit;
        Store = new MessageStore(new SegmentStore(new MemoryWatch(memoryLimit, Alarm).Observe));
        if (diskFreeLimit > 0)
            disk = new DiskWatch(device, diskFreeLimit, Alarm);
        // It is there until the log says that it was deleted.
        access.Put(new VirtualHostDefinition(DefaultVirtualHost));
        Durability = new BrokerDurability(device, options, Store, Schedule, access, observer, journalOptions);
        Durability.Journal.Disk = disk;
        virtualHosts = new VirtualHostTable(Store, Schedule, this.createName, Durability.Journal);
        foreach (var (name, entry) in access.VirtualHosts)
            virtualHosts.Add(name, Durability.Definitions.Of(name)).Limits = entry.Limits;
        clients = new ClientRegistry(access, virtualHosts);
        Authenticator = new Authenticator(access);
        Administration = new Administration(access, virtualHosts, clients, Durability.Journal);
        Durability.Start(Administration.AppendSnapshot);
        CheckDisk();
    }

    private Broker(
        FileDevice device,
        string spillDirectory,
        LogOptions options,
        long memoryLimit,
        long diskFreeLimit,
        IStorageObserver? observer,
        TimeProvider? time)
        : this((IStorageDevice)device, options, memoryLimit, observer, null, diskFreeLimit, time)
    {
        this.device = device;
        try
        {
            spillDevice = new FileDevice(spillDirectory);
            Durability!.StartSpilling(spillDevice, Store, memoryLimit / 2);
        }
        catch
        {
            Durability!.Dispose();
            spillDevice?.Dispose();
            throw;
        }
    }

    public MessageStore Store { get; }

    /// <summary>Tells the time, and calls when it has come.</summary>
    public Schedule Schedule { get; }

    /// <summary>Octets of messages in memory at which publishers have to wait.</summary>
    public long MemoryLimit { get; }

    /// <summary>Says when publishers have to wait.</summary>
    public ResourceAlarm Alarm { get; } = new();

    /// <summary>Defines users, virtual hosts and permissions.</summary>
    public Administration Administration { get; }

    /// <summary>Checks logins.</summary>
    public Authenticator Authenticator { get; }

    /// <summary>The log and what belongs to it; null when nothing is kept.</summary>
    public BrokerDurability? Durability { get; }

    /// <summary>An unguessable name, of characters that need no quoting anywhere.</summary>
    public string CreateName() => createName();

    public bool TryGetVirtualHost(string name, [NotNullWhen(true)] out VirtualHost? virtualHost) =>
        virtualHosts.TryGet(name, out virtualHost);

    /// <summary>Lets a client into a virtual host, if the user may be there and no limit is reached.</summary>
    /// <param name="user">Who has logged in.</param>
    /// <param name="virtualHost">Where to.</param>
    /// <param name="client">Told when it has to leave.</param>
    /// <returns>To be disposed of when the client is gone.</returns>
    /// <exception cref="BrokerException">It may not connect: <see cref="ErrorKind.NotAllowed"/>.</exception>
    public ClientAccess Connect(string user, string virtualHost, IBrokerClient client) => clients.Add(user, virtualHost, client);

    /// <summary>Raises or clears the alarm as the room on the disk says; the owner calls it about once a second.</summary>
    public void CheckDisk() => disk?.Check();

    /// <summary>Writes down what is not yet, and ends. Nobody may use the broker any more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isDisposed, true))
            return;
        Schedule.Dispose();
        Durability?.Dispose();
        device?.Dispose();
        spillDevice?.Dispose();
    }

    /// <summary>A broker that goes on with what is in a directory, and keeps what is durable there.</summary>
    /// <param name="directory">Made if it isn't there; nobody else may use it.</param>
    /// <param name="syncsDevice">False when it is enough that the operating system has what is durable.</param>
    /// <param name="memoryLimit">Octets of messages at which publishers have to wait.</param>
    /// <param name="diskFreeLimit">Octets free on the disk below which publishers have to wait; 0 for none.</param>
    /// <param name="logFileOctets">Octets reserved for each file of the log.</param>
    /// <param name="observer">Told of what becomes of the storage.</param>
    /// <param name="time">The clock; the system's unless given.</param>
    /// <exception cref="DirectoryInUseException">Somebody else uses the directory.</exception>
    /// <exception cref="IOException">The device failed.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be used.</exception>
    /// <exception cref="LogFormatException">The log is of another format; nothing was changed.</exception>
    /// <exception cref="LogDamageException">Something durable can't be read; nothing was changed.</exception>
    public static Broker Open(
        string directory,
        bool syncsDevice,
        long memoryLimit,
        long diskFreeLimit,
        int logFileOctets,
        IStorageObserver? observer = null,
        TimeProvider? time = null)
    {
        var opened = new FileDevice(directory);
        try
        {
            var options = new LogOptions
            {
                FileOctets = logFileOctets,
                SyncsDevice = syncsDevice,
                CongestionOctets = Math.Clamp(memoryLimit / 8, MinCongestionOctets, MaxCongestionOctets),
            };
            return new Broker(opened, Path.Combine(directory, SpillDirectory), options, memoryLimit, diskFreeLimit, observer, time);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private static string CreateRandomName() => RandomNumberGenerator.GetString(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 22);
}
