using System.Buffers.Binary;
using System.Net;

namespace Pabal.Server.Security;

/// <summary>
/// Says how long the answer to a refused login is held back: longer with each failure in a row, of the address it came from and
/// of the user it named, whichever has more.
/// </summary>
/// <remarks>
/// Thread-safe: <c>gate</c> guards the failures. A fixed number of addresses and names is remembered; when there are more, those
/// go that failed longest ago. IPv6 addresses count by their network (/64), since one client has all of it.
/// </remarks>
internal sealed class LoginThrottle(TimeProvider time)
{
    private const int Capacity = 8192;
    private const int ForgottenAfterMs = 10 * 60 * 1000;
    private const int MinDelayMs = 100;
    private const int MaxDelayMs = 5000;

    private readonly Lock gate = new();
    private readonly Dictionary<(bool IsName, ulong Value), Failures> failures = [];

    private long Now => (long)(time.GetTimestamp() / (time.TimestampFrequency / 1000d));

    /// <summary>Whether the address has failed lately.</summary>
    public bool IsSuspect(IPAddress address)
    {
        lock (gate)
            return CountOf(KeyOf(address)) > 0;
    }

    /// <summary>Notes a failure.</summary>
    /// <returns>How long the answer is to be held back, in milliseconds.</returns>
    public int OnRefused(string name, IPAddress address)
    {
        lock (gate)
        {
            var count = Math.Max(Increment(KeyOf(address)), Increment(KeyOf(name)));
            return (int)Math.Min(MaxDelayMs, (long)MinDelayMs << Math.Min(count - 1, 16));
        }
    }

    /// <summary>Forgets what has failed before.</summary>
    public void OnAccepted(string name, IPAddress address)
    {
        lock (gate)
        {
            failures.Remove(KeyOf(address));
            failures.Remove(KeyOf(name));
        }
    }

    private int Increment((bool IsName, ulong Value) key)
    {
        var count = CountOf(key) + 1;
        if (failures.Count >= Capacity && !failures.ContainsKey(key))
            RemoveOldest();
        failures[key] = new Failures(count, Now);
        return count;
    }

    private int CountOf((bool IsName, ulong Value) key) =>
        failures.TryGetValue(key, out var its) && Now - its.LastMs < ForgottenAfterMs ? its.Count : 0;

    // A walk through all of them takes a thousandth of what finding the password wrong has taken.
    private void RemoveOldest()
    {
        (bool IsName, ulong Value) oldest = default;
        var last = long.MaxValue;
        foreach (var (key, its) in failures)
        {
            if (its.LastMs < last)
                (oldest, last) = (key, its.LastMs);
        }
        failures.Remove(oldest);
    }

    // Names are as long as clients like: their hash is enough, and one that collides is delayed for nothing.
    private static (bool IsName, ulong Value) KeyOf(string name) => (true, (uint)name.GetHashCode(StringComparison.Ordinal));

    private static (bool IsName, ulong Value) KeyOf(IPAddress address)
    {
        var mapped = address.MapToIPv6();
        Span<byte> octets = stackalloc byte[16];
        mapped.TryWriteBytes(octets, out _);
        return (false, BinaryPrimitives.ReadUInt64BigEndian(mapped.IsIPv4MappedToIPv6 ? octets[8..] : octets));
    }

    private readonly record struct Failures(int Count, long LastMs);
}
