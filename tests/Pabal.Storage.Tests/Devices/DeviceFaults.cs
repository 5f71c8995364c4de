namespace Pabal.Storage.Tests.Devices;

/// <summary>What goes wrong on a simulated device, and when.</summary>
public sealed class DeviceFaults
{
    private readonly Lock gate = new();
    private readonly Dictionary<DeviceCall, int> countdowns = [];
    private readonly Dictionary<DeviceCall, int> counts = [];

    /// <summary>Called before each call on the device; may block or throw.</summary>
    public Action<DeviceCall>? Before { get; set; }

    /// <summary>Octets that can still be written.</summary>
    public long Room { get; set; } = long.MaxValue;

    /// <summary>The largest number of octets that a read returns.</summary>
    public int MaxRead { get; set; } = int.MaxValue;

    /// <summary>Makes the n-th call of a kind from now on fail, and all after it.</summary>
    public void FailAt(DeviceCall call, int n)
    {
        lock (gate)
            countdowns[call] = n;
    }

    public int Count(DeviceCall call)
    {
        lock (gate)
            return counts.GetValueOrDefault(call);
    }

    public void On(DeviceCall call, long octets = 0)
    {
        Before?.Invoke(call);
        lock (gate)
        {
            counts[call] = counts.GetValueOrDefault(call) + 1;
            if (countdowns.TryGetValue(call, out var n))
            {
                countdowns[call] = n - 1;
                if (n <= 1)
                    throw new IOException($"simulated input/output error: {call}");
            }
            if (octets > Room)
                throw new IOException("simulated: no space left on device");
            Room -= octets;
        }
    }
}
