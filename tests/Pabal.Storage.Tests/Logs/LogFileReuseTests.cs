using System.Buffers.Binary;
using Pabal.Storage.Tests.Devices;

namespace Pabal.Storage.Tests.Logs;

/// <summary>Files are made ahead of time, out of those that were given up, and no record of an earlier life comes back.</summary>
public class LogFileReuseTests
{
    private const int FileOctets = 2048;

    private readonly SimulatedDevice device = new();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Fact]
    public void Append_WhileFilesAreDeleted_UsesThemAgain()
    {
        using (var log = new TestLog(device, new LogOptions { FileOctets = FileOctets }))
        {
            for (var i = 0; i < 400; i++)
            {
                log.AppendDurably(Numbered(i));
                DeleteSealed(log);
            }
        }

        device.Faults.Count(DeviceCall.Rename).ShouldBeGreaterThan(30);
        device.List().Count.ShouldBeLessThan(4);
        LogInspector.Verify(device).Damage.ShouldBeEmpty();
    }

    [Fact]
    public void Append_BeyondHalfAFile_MakesTheNextOneAheadAndCloseRemovesIt()
    {
        var log = new TestLog(device, new LogOptions { FileOctets = FileOctets });
        using var made = new ManualResetEventSlim();
        log.AppendDurably(TestLog.Payload(1, 10));
        device.Faults.Before = call => Signal(made, call, DeviceCall.SyncDirectory);
        AppendBody(log, 1000);
        made.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();

        TestLog.Recover(device.Crash(CrashStyle.KeepsAll)).Count.ShouldBe(2);
        log.Dispose();
        device.List().ShouldBe(["00000001.log"]);
    }

    [Fact]
    public void Append_ToAFileMadeAhead_CostsTheCommitThreadOneSyncMore()
    {
        using var log = new TestLog(device, new LogOptions { FileOctets = FileOctets });
        using var made = new ManualResetEventSlim();
        log.AppendDurably(TestLog.Payload(1, 10));
        device.Faults.Before = call => Signal(made, call, DeviceCall.SyncDirectory);
        AppendBody(log, 1000);
        made.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        var calls = new List<DeviceCall>();
        device.Faults.Before = call =>
        {
            if (Thread.CurrentThread.Name == "Pabal log")
                calls.Add(call);
        };

        AppendBody(log, 900);

        // Footer and seal of the one, then what is in the other.
        calls.ShouldBe(
            [DeviceCall.Write, DeviceCall.Write, DeviceCall.SetLength, DeviceCall.Sync, DeviceCall.Write, DeviceCall.Sync]);
    }

    // A full disk may have room again when the file is needed.
    [Fact]
    public void Append_AfterTheNextFileCouldNotBeMade_TriesAgain()
    {
        using var log = new TestLog(device, new LogOptions { FileOctets = FileOctets });
        log.AppendDurably(TestLog.Payload(1, 10));
        using var tried = new ManualResetEventSlim();
        device.Faults.Before = call =>
        {
            Signal(tried, call, DeviceCall.Create);
            if (call == DeviceCall.Create)
                throw new IOException("simulated: no space left on device");
        };
        AppendBody(log, 1000);
        tried.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        device.Faults.Before = null;

        log.AppendDurably(TestLog.Payload(3, 1000)).File.ShouldBe(2);
    }

    [Fact]
    public void Open_WithAFlipInTheLastFileAndOneMadeAheadBehindIt_ReportsIt()
    {
        using var log = new TestLog(device, new LogOptions { FileOctets = FileOctets });
        log.AppendDurably(TestLog.Payload(1, 10));
        log.AppendDurably(TestLog.Payload(2, 100));
        var crashed = device.Crash(CrashStyle.LosesAll);
        var header = new byte[FileOctets];
        LogFileHeader.Check(crashed.File("00000001.log").Content, 1, out var id).ShouldBeNull();
        LogFileHeader.Write(header, 2, id);
        crashed.Put("00000002.log", header);
        LogInspector.Verify(crashed).ShouldSatisfyAllConditions(
            report => report.UnusedFile.ShouldBe(2), report => report.End.ShouldBe(log.Appended[1].End));

        crashed.File("00000001.log").Flip(log.Appended[0].Position.Offset + 30, 1);

        LogInspector.Verify(crashed).Damage.ShouldHaveSingleItem().Position.ShouldBe(log.Appended[0].Position);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Open_AfterCrashesWhileFilesAreReused_HasWhatIsDurableAndNothingOlder(int seed)
    {
        var random = new Random(seed);
        var current = device;
        var (next, deletedUpTo) = (0, -1);
        for (var round = 0; round < 6; round++)
        {
            using var log = new TestLog(current, new LogOptions { FileOctets = FileOctets, Random = new Random(seed), SyncsDevice = seed % 4 != 0 });
            var numbers = log.Replayed.Select(Number).ToList();
            numbers.ShouldBe(numbers.Order().ToList(), $"seed {seed}, round {round}");
            for (var i = random.Next(60); i > 0; i--)
            {
                log.AppendDurably(Numbered(next++));
                if (random.Next(4) == 0)
                    deletedUpTo = DeleteSealed(log) ?? deletedUpTo;
            }
            var durable = log.Appended.Where(record => record.End <= log.Recorder.DurableEnd).Select(record => Number(record.Payload)).ToList();
            current = current.Crash(random.Next(2) == 0 ? CrashStyle.TearsOctets : CrashStyle.TearsSectors, random.Next());
            var left = TestLog.Recover(current.Copy()).Select(Number).ToList();
            left.ShouldBe(left.Distinct().Order().ToList(), $"seed {seed}, round {round}");
            if (seed % 4 != 0)
                durable.Where(number => number > deletedUpTo).ShouldBeSubsetOf(left, $"seed {seed}, round {round}");
        }
    }

    // What was deleted, at most: everything in and before the last sealed file.
    private static int? DeleteSealed(TestLog log)
    {
        int? last = null;
        foreach (var file in log.Log.Statistics().Where(file => file.IsSealed))
        {
            log.Log.Delete(file.Number);
            var there = log.Appended.Where(record => record.Position.File == file.Number).ToList();
            if (there.Count > 0)
                last = Number(there[^1].Payload);
        }
        return last;
    }

    private static void Signal(ManualResetEventSlim signal, DeviceCall call, DeviceCall wanted)
    {
        if (call == wanted)
            signal.Set();
    }

    // Not repeated in the footer, as an index would be.
    private static void AppendBody(TestLog log, int length)
    {
        log.Log.Append(new LogAppend { Type = 1, Octets = TestLog.Payload(2, length) }, out var end);
        log.Recorder.AwaitDurable(end);
    }

    private static byte[] Numbered(int number)
    {
        var octets = new byte[100];
        BinaryPrimitives.WriteInt32LittleEndian(octets, number);
        return octets;
    }

    private static int Number(byte[] payload) => BinaryPrimitives.ReadInt32LittleEndian(payload);
}
