namespace Pabal.Storage.Tests.Devices;

/// <summary>A directory in memory that knows what is on the device and what only the system's memory has.</summary>
public sealed class SimulatedDevice : IStorageDevice
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SimulatedFile> current;
    private Dictionary<string, SimulatedFile> synced;

    public SimulatedDevice()
        : this([])
    {
    }

    private SimulatedDevice(Dictionary<string, SimulatedFile> files) => (current, synced) = (files, new(files));

    public DeviceFaults Faults { get; } = new();

    public long AvailableOctets => Faults.Room;

    /// <summary>A device that has what a crash leaves: the same seed leaves the same.</summary>
    public SimulatedDevice Crash(CrashStyle style, int seed = 0)
    {
        lock (gate)
        {
            var random = new Random(seed);
            var names = new SortedSet<string>(synced.Keys.Concat(current.Keys), StringComparer.Ordinal);
            var left = new Dictionary<string, SimulatedFile>();
            foreach (var name in names)
            {
                var keepsCurrent = style switch
                {
                    CrashStyle.KeepsAll => true,
                    CrashStyle.LosesAll => false,
                    _ => random.Next(2) == 0,
                };
                if ((keepsCurrent ? current : synced).TryGetValue(name, out var file))
                    left.Add(name, file.Crash(style, random));
            }
            return new SimulatedDevice(left);
        }
    }

    /// <summary>The same content, synced, without faults.</summary>
    public SimulatedDevice Copy() => Crash(CrashStyle.KeepsAll);

    public SimulatedFile File(string name)
    {
        lock (gate)
            return current[name];
    }

    public void Put(string name, byte[] content)
    {
        lock (gate)
            synced[name] = current[name] = SimulatedFile.Of(content);
    }

    public IReadOnlyList<string> List()
    {
        lock (gate)
            return [.. current.Keys];
    }

    public IStorageFile Create(string name, long reservedOctets)
    {
        Faults.On(DeviceCall.Create);
        lock (gate)
        {
            var file = new SimulatedFile();
            if (!current.TryAdd(name, file))
                throw new IOException($"{name} exists.");
            file.SetLength(reservedOctets);
            return new SimulatedHandle(file, Faults);
        }
    }

    public IStorageFile Open(string name)
    {
        Faults.On(DeviceCall.Open);
        lock (gate)
            return current.TryGetValue(name, out var file) ? new SimulatedHandle(file, Faults) : throw new FileNotFoundException(name);
    }

    public void Delete(string name)
    {
        Faults.On(DeviceCall.Delete);
        lock (gate)
            current.Remove(name);
    }

    public void Rename(string name, string newName)
    {
        Faults.On(DeviceCall.Rename);
        lock (gate)
        {
            if (!current.Remove(name, out var file))
                throw new FileNotFoundException(name);
            current[newName] = file;
        }
    }

    public void SyncDirectory()
    {
        Faults.On(DeviceCall.SyncDirectory);
        lock (gate)
            synced = new Dictionary<string, SimulatedFile>(current);
    }
}
