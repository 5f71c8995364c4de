using System.Buffers.Binary;
using Pabal.Storage.Tests.Devices;

namespace Pabal.Storage.Tests.Logs;

/// <summary>What an owner copies forward before it gives up a file is never lost, wherever a crash comes.</summary>
public class LogCompactionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void CopyAndDelete_InterruptedByACrashAnywhere_KeepsEveryRecord(bool syncsDevice)
    {
        for (var seed = 0; seed < 120; seed++)
        {
            var device = new SimulatedDevice();
            using var log = Filled(device, syncsDevice);
            var expected = Enumerable.Range(0, 30).ToList();
            var crashAt = seed % 12;
            var crashed = new List<SimulatedDevice>();
            device.Faults.Before = call =>
            {
                if (call is DeviceCall.Write or DeviceCall.Sync or DeviceCall.SetLength or DeviceCall.Delete && crashAt-- == 0)
                    crashed.Add(device.Crash(seed % 2 == 0 ? CrashStyle.TearsOctets : CrashStyle.TearsSectors, seed));
            };

            Compact(log, 1);
            Compact(log, 2);
            log.AppendDurably(0);
            crashed.Add(device.Crash(CrashStyle.LosesAll));

            foreach (var left in crashed)
            {
                var found = TestLog.Recover(left).Where(payload => payload.Length == 100).ToHashSet(new ByteComparer());
                if (syncsDevice)
                    found.Count.ShouldBe(expected.Count, $"seed {seed}");
                LogInspector.Verify(left).Damage.ShouldBeEmpty($"seed {seed}");
            }
        }
    }

    private static TestLog Filled(SimulatedDevice device, bool syncsDevice)
    {
        var log = new TestLog(device, new LogOptions { FileOctets = TestLog.FileOctets / 2, SyncsDevice = syncsDevice });
        for (var i = 0; i < 30; i++)
            log.AppendDurably(TestLog.Payload(i, 100));
        log.Recorder.AwaitSealed(2);
        return log;
    }

    // Deletes without waiting for the copies: the deletion stands behind them.
    private static void Compact(TestLog log, int file)
    {
        var records = new RecordList();
        byte[] buffer = [];
        var whole = log.Log.Statistics().Single(statistics => statistics.Number == file);
        log.Log.ReadRecords(whole.Start, whole.End, ref buffer, records);
        foreach (var (index, body) in records.Records)
            log.Log.Append(new LogAppend { Type = 1, Index = index, Octets = body }, out _);
        log.Log.Delete(file);
    }

    private sealed class RecordList : ILogRecords
    {
        public List<(byte[] Index, byte[] Body)> Records { get; } = [];

        public void OnRecord(byte type, LogPosition start, ReadOnlySpan<byte> index, ReadOnlySpan<byte> body) =>
            Records.Add((index.ToArray(), body.ToArray()));
    }

    private sealed class ByteComparer : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => BinaryPrimitives.ReadInt32LittleEndian(obj);
    }
}
