using Pabal.Storage.Tests.Devices;

namespace Pabal.Storage.Tests.Logs;

/// <summary>What is durable is there after any crash, in order, and nothing that was never appended.</summary>
public class LogCrashTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Fact]
    public void Open_AfterTailTornAtEveryOctet_ReplaysAPrefix()
    {
        var device = new SimulatedDevice();
        using var log = new TestLog(device);
        log.AppendDurably(TestLog.Payload(1, 40));
        var durable = log.Appended[0].End;
        log.Append(TestLog.Payload(2, 33));
        log.Append(TestLog.Payload(3, 61));
        log.AppendDurably(TestLog.Payload(4, 10));
        var content = device.File("00000001.log").Content;

        for (var cut = durable.Offset; cut <= log.Appended[^1].End.Offset; cut++)
        {
            var torn = device.Copy();
            var octets = content.ToArray();
            octets.AsSpan((int)cut).Clear();
            torn.Put("00000001.log", octets);

            // A record whose padding alone is lost is whole.
            var whole = log.Appended.Count(record => record.Position.Offset + Log.RecordHeaderOctets + LastOctet(record.Payload) <= cut);
            TestLog.Recover(torn).ShouldBe(log.Appended.Take(whole).Select(record => record.Payload));
            TestLog.Recover(torn).Count.ShouldBe(whole);
        }
    }

    // The same, with the file cut instead of filled with zeros.
    [Fact]
    public void Open_AfterFileCutAtEveryOctetOfTheTail_ReplaysAPrefix()
    {
        var device = new SimulatedDevice();
        using var log = new TestLog(device);
        log.AppendDurably(TestLog.Payload(1, 40));
        log.AppendDurably(TestLog.Payload(2, 33));
        var content = device.File("00000001.log").Content;

        for (var cut = log.Appended[0].End.Offset; cut < log.Appended[1].End.Offset; cut++)
        {
            var torn = device.Copy();
            torn.Put("00000001.log", content[..(int)cut]);

            TestLog.Recover(torn).ShouldHaveSingleItem().ShouldBe(log.Appended[0].Payload);
        }
    }

    [Fact]
    public void Open_AfterAFlipAnywhereInTheUnsyncedTail_CutsTheTail()
    {
        var device = new SimulatedDevice();
        using var log = new TestLog(device);
        log.AppendDurably(1);
        log.AppendDurably(TestLog.Payload(2, 30));
        var (start, end) = (log.Appended[0].End.Offset, log.Appended[1].Position.Offset + Log.RecordHeaderOctets + 30);

        for (var offset = start; offset < end; offset++)
        {
            var flipped = device.Copy();
            flipped.File("00000001.log").Flip(offset, (int)(offset % 8));

            TestLog.Recover(flipped).ShouldHaveSingleItem().ShouldBe([1]);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Open_AfterCrashes_HasWhatWasDurableAndNothingElse(int seed)
    {
        var random = new Random(seed);
        var device = new SimulatedDevice();
        var expected = new List<byte[]>();
        for (var round = 0; round < 6; round++)
        {
            device.Faults.MaxRead = random.Next(1, 2000);
            using var log = new TestLog(device, Options(random));
            var replayed = log.Replayed.ToList();
            replayed.Count.ShouldBeGreaterThanOrEqualTo(expected.Count, $"seed {seed}, round {round}");
            replayed.Take(expected.Count).ShouldBe(expected, $"seed {seed}, round {round}");
            var all = replayed.ToList();
            AppendSome(log, random, all);
            // Everything may be in flight, or part of it durable. What was replayed is durable, too: it was built upon.
            var durable = log.Recorder.DurableEnd;
            device = device.Crash(random.Next(2) == 0 ? CrashStyle.TearsOctets : CrashStyle.TearsSectors, random.Next());
            expected = [.. replayed, .. log.Appended.Where(record => record.End <= durable).Select(record => record.Payload)];
            var after = TestLog.Recover(device.Copy());
            after.ShouldBe(all.Take(after.Count), $"seed {seed}, round {round}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Open_CrashingWhileItCutsTheTail_RecoversTheSameAgain(int seed)
    {
        var random = new Random(seed);
        var device = new SimulatedDevice();
        using var log = new TestLog(device);
        AppendSome(log, random, []);
        log.AppendDurably(TestLog.Payload(seed, 100));
        var crashed = device.Crash(CrashStyle.TearsOctets, seed);
        var expected = TestLog.Recover(crashed.Copy());

        foreach (var call in new[] { DeviceCall.SetLength, DeviceCall.Sync, DeviceCall.SyncDirectory, DeviceCall.Delete })
        {
            for (var n = 1; n <= 2; n++)
            {
                var again = crashed.Copy();
                again.Faults.FailAt(call, n);
                try
                {
                    new TestLog(again).Dispose();
                }
                catch (IOException)
                {
                    // What is left of the interrupted recovery is looked at below.
                }
                for (var leaves = 0; leaves < 4; leaves++)
                    TestLog.Recover(again.Crash(CrashStyle.TearsOctets, leaves)).ShouldBe(expected, $"seed {seed}, {call} {n}");
            }
        }
    }

    // The system's memory still has what the process wrote: the second crash takes it.
    [Fact]
    public void Open_AfterTheProcessEndedBeforeAnySync_MakesWhatItReadDurable()
    {
        var device = new SimulatedDevice();
        var abandoned = new TestLog(device, new LogOptions { FileOctets = 512, SyncsDevice = false });
        for (var i = 0; i < 6; i++)
            abandoned.AppendDurably(TestLog.Payload(i, 100));
        TestLog.Recover(device.Crash(CrashStyle.LosesAll)).Count.ShouldBeLessThan(6);

        using var second = new TestLog(device);

        second.Replayed.Count().ShouldBe(6);
        TestLog.Recover(device.Crash(CrashStyle.LosesAll)).Count.ShouldBe(6);
    }

    [Fact]
    public void Open_AfterALostWriteBeforeAWholeOne_NeverBringsTheLaterOneBack()
    {
        var device = new SimulatedDevice();
        using var log = new TestLog(device);
        log.AppendDurably(1);
        log.Append(2);
        log.AppendDurably(3);
        var (start, end) = (log.Appended[0].End.Offset, log.Appended[1].End.Offset);
        var crashed = device.Copy();
        var content = crashed.File("00000001.log").Content;
        content.AsSpan((int)start, (int)(end - start)).Clear();
        // As if the second and third had been in flight together.
        new LogRecordHeader(1, 1, Crc32C.Compute([3]), new LogPosition(1, start), 1)
            .Write(content.AsSpan((int)end), LogIdOf(content), new LogPosition(1, end));
        crashed.Put("00000001.log", content);

        using var second = new TestLog(crashed);
        second.Replayed.ShouldHaveSingleItem().ShouldBe([1]);
        second.AppendDurably(4).ShouldBe(new LogPosition(1, end));

        TestLog.Recover(crashed.Crash(CrashStyle.LosesAll)).ShouldBe([[1], [4]]);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Open_AfterCrashOfALogThatDoesNotSync_ReplaysAPrefixAndReportsNoDamage(int seed)
    {
        var device = new SimulatedDevice();
        using var log = new TestLog(device, new LogOptions { FileOctets = 1024, SyncsDevice = false });
        for (var i = 0; i < 40; i++)
            log.AppendDurably(TestLog.Payload(i, 20 + (7 * i % 200)));

        var after = TestLog.Recover(device.Crash(CrashStyle.TearsOctets, seed));

        after.ShouldBe(log.Appended.Take(after.Count).Select(record => record.Payload));
    }

    // A sender may know the format and guess the place, but not the log's id.
    [Fact]
    public void Open_AfterAMessageThatHoldsAForgedRecordIsTorn_IsNotMisled()
    {
        var device = new SimulatedDevice();
        using var log = new TestLog(device);
        log.AppendDurably(1);
        var (place, payload) = (log.Appended[0].End, new byte[64]);
        var forgedAt = new LogPosition(place.Value + Log.RecordHeaderOctets + 20);
        new LogRecordHeader(0, 0, 0, new LogPosition(place.Value + 8), 1).Write(payload.AsSpan(20), 0, forgedAt);
        log.AppendDurably(payload);
        device.File("00000001.log").Flip(place.Offset, 1);

        TestLog.Recover(device).ShouldHaveSingleItem().ShouldBe([1]);
    }

    private static LogOptions Options(Random random) =>
        new() { FileOctets = random.Next(LogOptions.MinFileOctets, 6000), Random = new Random(random.Next()) };

    private static void AppendSome(TestLog log, Random random, List<byte[]> all)
    {
        for (var i = random.Next(1, 25); i > 0; i--)
        {
            var payload = TestLog.Payload(random.Next(), random.Next(8) == 0 ? random.Next(9000) : random.Next(200));
            if (random.Next(3) == 0)
                log.AppendDurably(payload);
            else
                log.Append(payload);
            all.Add(payload);
        }
    }

    private static long LogIdOf(byte[] content)
    {
        LogFileHeader.Check(content, 1, out var id).ShouldBeNull();
        return id;
    }

    private static int LastOctet(byte[] payload) => Array.FindLastIndex(payload, octet => octet != 0) + 1;
}
