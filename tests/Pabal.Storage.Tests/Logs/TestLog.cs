using Pabal.Storage.Tests.Devices;

namespace Pabal.Storage.Tests.Logs;

/// <summary>A log on a simulated device, with what was appended to it.</summary>
public sealed class TestLog : IDisposable
{
    public const int FileOctets = 4096;

    public TestLog(SimulatedDevice device, LogOptions? options = null)
    {
        Device = device;
        Log = Log.Open(device, options ?? Options(), Recorder, Recorder);
    }

    public SimulatedDevice Device { get; }

    public LogRecorder Recorder { get; } = new();

    public Log Log { get; }

    public List<(byte[] Payload, LogPosition Position, LogPosition End)> Appended { get; } = [];

    /// <summary>The payloads that opening the log replayed.</summary>
    public IEnumerable<byte[]> Replayed => Recorder.Replayed.Select(record => record.Payload);

    /// <summary>Those that a test uses unless it says otherwise.</summary>
    public static LogOptions Options(bool checksBodies = false) =>
        new() { FileOctets = FileOctets, Random = new Random(1), ChecksBodies = checksBodies };

    public static byte[] Payload(int seed, int length)
    {
        var octets = new byte[length];
        new Random(seed).NextBytes(octets);
        return octets;
    }

    /// <summary>What a log on the device replays, and the log's end; the device is left as a clean close leaves it.</summary>
    public static List<byte[]> Recover(SimulatedDevice device)
    {
        using var log = new TestLog(device);
        return [.. log.Replayed];
    }

    public LogPosition Append(params byte[] payload)
    {
        var position = Log.Append(1, payload, out var end);
        Appended.Add((payload, position, end));
        return end;
    }

    public LogPosition AppendDurably(params byte[] payload)
    {
        var end = Append(payload);
        Recorder.AwaitDurable(end);
        return end;
    }

    public void Dispose() => Log.Dispose();
}
