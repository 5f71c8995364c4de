namespace Pabal.Storage.Tests.Devices;

/// <summary>A file's content on the device, and the changes that only the system's memory has. Guarded by its own lock.</summary>
public sealed class SimulatedFile
{
    private const int Sector = 512;

    private readonly Lock gate = new();
    private readonly List<(long Offset, byte[]? Octets)> unsynced = [];
    private byte[] synced = [];
    private byte[] current = [];

    public long Length
    {
        get
        {
            lock (gate)
                return current.Length;
        }
    }

    /// <summary>What a reader sees.</summary>
    public byte[] Content
    {
        get
        {
            lock (gate)
                return [.. current];
        }
    }

    public static SimulatedFile Of(byte[] content) => new() { synced = [.. content], current = [.. content] };

    public int Read(long offset, Span<byte> destination, int max)
    {
        lock (gate)
        {
            var available = offset >= current.Length ? [] : current.AsSpan((int)offset);
            var count = Math.Min(Math.Min(available.Length, destination.Length), max);
            available[..count].CopyTo(destination);
            return count;
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        lock (gate)
        {
            unsynced.Add((offset, source.ToArray()));
            Apply(ref current, offset, source.ToArray());
        }
    }

    public void SetLength(long octets)
    {
        lock (gate)
        {
            unsynced.Add((octets, null));
            Apply(ref current, octets, null);
        }
    }

    public void Sync()
    {
        lock (gate)
        {
            synced = [.. current];
            unsynced.Clear();
        }
    }

    public void Flip(long offset, int bit)
    {
        lock (gate)
        {
            synced[offset] ^= (byte)(1 << bit);
            current[offset] ^= (byte)(1 << bit);
        }
    }

    public SimulatedFile Crash(CrashStyle style, Random random)
    {
        lock (gate)
        {
            if (style == CrashStyle.KeepsAll)
                return Of(current);
            byte[] content = [.. synced];
            if (style == CrashStyle.LosesAll)
                return Of(content);
            var changes = unsynced.ToArray();
            random.Shuffle(changes);
            foreach (var (offset, octets) in changes)
            {
                if (octets is null && random.Next(2) == 0)
                    Apply(ref content, offset, null);
                else if (octets is not null)
                    Tear(ref content, offset, octets, style == CrashStyle.TearsSectors ? Sector : 1, random);
            }
            return Of(content);
        }
    }

    // Of the sectors that a write touches, any may be there: a prefix, a suffix, or a run in the middle.
    private static void Tear(ref byte[] content, long offset, byte[] octets, int unit, Random random)
    {
        var (from, to) = (random.Next(octets.Length + 1), random.Next(octets.Length + 1));
        switch (random.Next(5))
        {
            case 0:
                return;
            case 1:
                (from, to) = (0, octets.Length);
                break;
            case 2:
                from = 0;
                break;
            case 3:
                to = octets.Length;
                break;
        }
        from = Math.Max(0, (int)((offset + from) / unit * unit - offset));
        to = (int)Math.Min(octets.Length, (offset + to) / unit * unit - offset);
        if (from < to)
            Apply(ref content, offset + from, octets[from..to]);
    }

    private static void Apply(ref byte[] content, long offset, byte[]? octets)
    {
        if (octets is null)
        {
            Array.Resize(ref content, (int)offset);
            return;
        }
        if (content.Length < offset + octets.Length)
            Array.Resize(ref content, (int)offset + octets.Length);
        octets.CopyTo(content, offset);
    }
}
