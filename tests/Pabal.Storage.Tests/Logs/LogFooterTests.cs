using System.Buffers.Binary;
using Pabal.Storage.Tests.Devices;

namespace Pabal.Storage.Tests.Logs;

/// <summary>A sealed file is opened by its footer, which is as good as its records, or by its records.</summary>
public class LogFooterTests
{
    private readonly SimulatedDevice device = new();

    [Fact]
    public void Open_OfSealedFiles_ReadsNoBodies()
    {
        using var log = Filled();
        foreach (var (_, position, _) in log.Appended.Where(record => record.Position.File < 3))
            device.File($"{position.File:x8}.log").Flip(position.Offset + Log.RecordHeaderOctets + 25, 1);
        var crashed = device.Crash(CrashStyle.LosesAll);

        using var second = new TestLog(crashed);

        second.Replayed.ShouldBe(log.Appended.Select(record => record.Payload));
        second.Recorder.Replayed.Select(record => record.Position).ShouldBe(log.Appended.Select(record => record.Position));
        byte[] buffer = [];
        Should.Throw<LogDamageException>(() => second.Log.ReadRecord(log.Appended[0].Position, ref buffer));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_AfterAFlipAnywhereInFooterAndSeal_ReportsIt(bool checksBodies)
    {
        Filled().Dispose();
        var (start, end) = (FooterOf(device), (int)device.File("00000001.log").Length);
        var unnoticed = 0;

        for (var offset = start; offset < end; offset++)
        {
            var flipped = device.Copy();
            flipped.File("00000001.log").Flip(offset, offset % 8);
            try
            {
                new TestLog(flipped, TestLog.Options(checksBodies)).Dispose();
                unnoticed++;
            }
            catch (LogDamageException exception)
            {
                exception.Damage.ShouldAllBe(damage => damage.Position.File == 1 && damage.Position.Offset >= start);
            }
        }
        // The footer's padding.
        unnoticed.ShouldBeLessThan(8);
    }

    [Fact]
    public void Verify_OfAFooterThatDisagrees_ReportsIt()
    {
        Filled().Dispose();
        var start = FooterOf(device);
        var content = device.File("00000001.log").Content;
        LogFileHeader.Check(content, 1, out var id).ShouldBeNull();
        LogRecordHeader.TryRead(content.AsSpan(start), id, new LogPosition(1, start), out var header).ShouldBeTrue();
        var payload = content.AsSpan(start + LogRecordHeader.Length, header.PayloadLength);
        payload[^1] ^= 1;
        (header with { PayloadCrc = Crc32C.Compute(payload) }).Write(content.AsSpan(start), id, new LogPosition(1, start));
        device.Put("00000001.log", content);

        LogInspector.Verify(device).Damage.ShouldHaveSingleItem()
            .ShouldBe(new LogDamage(new LogPosition(1, start), "the footer is not what the records say"));
    }

    // As if the crash had come while the file was sealed: it is the last one.
    [Fact]
    public void Open_AfterFooterOrSealTornAtEveryOctet_ReplaysEverythingAndGoesOn()
    {
        using var log = Filled(LogOptions.MinFileOctets * 4);
        var crashed = device.Crash(CrashStyle.LosesAll);
        var content = crashed.File("00000001.log").Content;
        var expected = log.Appended.Where(record => record.Position.File == 1).Select(record => record.Payload).ToList();

        for (var cut = FooterOf(crashed); cut <= content.Length; cut++)
        {
            var torn = new SimulatedDevice();
            var octets = content.ToArray();
            octets.AsSpan(cut).Clear();
            torn.Put("00000001.log", octets);
            using (var second = new TestLog(torn))
            {
                second.Replayed.ShouldBe(expected, $"cut at {cut}");
                second.AppendDurably(TestLog.Payload(1, 600));
            }

            TestLog.Recover(torn).Count.ShouldBe(expected.Count + 1);
            LogInspector.Verify(torn).Damage.ShouldBeEmpty();
        }
    }

    // The footer of the last file may be on the device when what it speaks of is not.
    [Fact]
    public void Open_WithAFooterAndWithoutARecordBeforeIt_ReportsIt()
    {
        using var log = Filled();
        var crashed = device.Crash(CrashStyle.LosesAll);
        var (content, last) = (crashed.File("00000001.log").Content, log.Appended.Last(record => record.Position.File == 1));
        content.AsSpan((int)last.Position.Offset, 100).Clear();
        var torn = new SimulatedDevice();
        torn.Put("00000001.log", content);

        // The seal knew that it had been synced: here it is damage, and no torn tail.
        LogInspector.Verify(torn).Damage.ShouldHaveSingleItem().Position.ShouldBe(last.Position);
        Should.Throw<LogDamageException>(() => new TestLog(torn));
    }

    [Fact]
    public void Open_AfterACrashBetweenSealAndNextFile_GoesOnInTheNext()
    {
        var log = new TestLog(device);
        log.AppendDurably(TestLog.Payload(1, 1000));
        device.Faults.FailAt(DeviceCall.Create, 1);
        log.Append(TestLog.Payload(2, 1000));
        log.Recorder.AwaitFailure();
        log.Dispose();
        var crashed = device.Crash(CrashStyle.LosesAll);
        LogInspector.Verify(crashed).Files.ShouldHaveSingleItem().IsSealed.ShouldBeTrue();

        using var second = new TestLog(crashed);

        second.AppendDurably(1).File.ShouldBe(2);
        TestLog.Recover(crashed).ShouldBe([log.Appended[0].Payload, [1]]);
    }

    [Fact]
    public void Append_OfALongIndex_IsNotRepeatedAndIsReplayedFromItsPlace()
    {
        var log = new TestLog(device);
        log.AppendDurably(TestLog.Payload(1, LogFooter.MaxIndexOctets));
        log.AppendDurably(TestLog.Payload(2, LogFooter.MaxIndexOctets + 1));
        log.AppendDurably(TestLog.Payload(3, 2000));
        log.Dispose();

        TestLog.Recover(device).ShouldBe(log.Appended.Select(record => record.Payload));
        log.Log.Statistics()[0].Octets.ShouldBeGreaterThan(2 * LogFooter.MaxIndexOctets);
        log.Log.Statistics()[1].Octets.ShouldBeLessThan(LogFooter.MaxIndexOctets + 1000);
        device.File("00000002.log").Flip(log.Appended[1].Position.Offset + 1000, 1);
        Should.Throw<LogDamageException>(() => new TestLog(device)).Damage.ShouldHaveSingleItem()
            .Position.ShouldBe(log.Appended[1].Position);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(200)]
    public void Append_OfManySmallRecords_LeavesRoomForTheFooter(int index)
    {
        using var log = new TestLog(device, new LogOptions { FileOctets = 300_000 });
        LogPosition end = default;
        for (var i = 0; i < 20_000; i++)
            log.Log.Append(1, new byte[index], out end);
        log.Recorder.AwaitDurable(end);

        log.Log.Statistics().Count.ShouldBeGreaterThan(2);
        log.Log.Statistics().ShouldAllBe(file => file.Octets <= 300_000);
        log.Log.Statistics().SkipLast(1).ShouldAllBe(file => file.Octets > 290_000);
        LogInspector.Verify(device.Crash(CrashStyle.LosesAll)).Damage.ShouldBeEmpty();
    }

    private static int FooterOf(SimulatedDevice device)
    {
        var content = device.File("00000001.log").Content;
        return BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(content.Length - 4));
    }

    private TestLog Filled(int fileOctets = TestLog.FileOctets)
    {
        var log = new TestLog(device, new LogOptions { FileOctets = fileOctets });
        for (var i = 0; i < 40; i++)
            log.AppendDurably(TestLog.Payload(i, 100));
        return log;
    }
}
