using Pabal.Storage.Tests.Devices;

namespace Pabal.Storage.Tests.Logs;

/// <summary>What was durable and can't be read is reported with its place; nothing is changed.</summary>
public class LogDamageTests
{
    private readonly SimulatedDevice device = new();

    [Fact]
    public void Open_AfterAFlipInAnyOctetOfAClosedFile_ReportsThePlaceOrChangesNothing()
    {
        var log = new TestLog(device);
        for (var i = 0; i < 5; i++)
            log.AppendDurably(TestLog.Payload(i, 24));
        log.Dispose();
        var expected = log.Appended.Select(record => record.Payload).ToList();
        var end = log.Appended[^1].End.Offset;
        var reported = 0;

        for (var offset = 0; offset < end; offset++)
        {
            var flipped = device.Copy();
            flipped.File("00000001.log").Flip(offset, offset % 8);
            var before = flipped.File("00000001.log").Content;
            try
            {
                TestLog.Recover(flipped).ShouldBe(expected, $"offset {offset}");
            }
            catch (LogDamageException exception)
            {
                var damage = exception.Damage.ShouldHaveSingleItem();
                damage.Position.File.ShouldBe(1);
                damage.Position.Offset.ShouldBeLessThanOrEqualTo(offset);
                damage.Position.Offset.ShouldBeGreaterThan(offset - 64);
                flipped.File("00000001.log").Content.ShouldBe(before);
                reported++;
            }
        }
        // All but the padding of each record.
        reported.ShouldBe((int)end - (6 * 4));
    }

    // The header of a record without payload begins with zeros, which a search for the next record must not step over.
    [Fact]
    public void Open_WithOnlyAnEmptyRecordBehindTheDamage_ReportsIt()
    {
        using var log = new TestLog(device);
        log.AppendDurably(TestLog.Payload(1, 40));
        log.AppendDurably();
        var crashed = device.Crash(CrashStyle.LosesAll);
        crashed.File("00000001.log").Flip(log.Appended[0].Position.Offset, 2);

        Should.Throw<LogDamageException>(() => new TestLog(crashed)).Damage.ShouldHaveSingleItem()
            .Position.Offset.ShouldBe(log.Appended[0].Position.Offset);
    }

    [Fact]
    public void Open_WithSeveralDamagedPlaces_NamesEach()
    {
        var log = Filled(30);
        log.Dispose();
        var places = new[] { log.Appended[2], log.Appended[20], log.Appended[24] };
        foreach (var (_, position, _) in places)
            device.File($"{position.File:x8}.log").Flip(position.Offset + Log.RecordHeaderOctets, 1);

        var damage = Should.Throw<LogDamageException>(() => new TestLog(device, TestLog.Options(checksBodies: true))).Damage;

        damage.Select(item => item.Position).ShouldBe(places.Select(place => place.Position));
        LogInspector.Verify(device).Damage.ShouldBe(damage);
    }

    [Fact]
    public void Open_WithoutAFileInTheMiddle_ReportsIt()
    {
        Filled(60).Dispose();
        device.List().Count.ShouldBeGreaterThan(3);
        device.Delete("00000002.log");

        Should.Throw<LogDamageException>(() => new TestLog(device)).Damage.ShouldHaveSingleItem()
            .ShouldBe(new LogDamage(new LogPosition(2, 0), "the file is missing"));
    }

    [Fact]
    public void Open_WithoutTheFirstFile_ReportsIt()
    {
        Filled(60).Dispose();
        device.Delete("00000001.log");

        Should.Throw<LogDamageException>(() => new TestLog(device)).Damage[0].Position.ShouldBe(new LogPosition(1, 0));
    }

    [Fact]
    public void Open_WithAFileOfAnotherLog_ReportsIt()
    {
        Filled(60).Dispose();
        var other = new SimulatedDevice();
        using (var log = new TestLog(other, new LogOptions { FileOctets = TestLog.FileOctets, Random = new Random(7) }))
        {
            for (var i = 0; i < 60; i++)
                log.Append(TestLog.Payload(i, 200));
        }
        device.Put("00000002.log", other.File("00000002.log").Content);

        Should.Throw<LogDamageException>(() => new TestLog(device)).Damage[0]
            .ShouldBe(new LogDamage(new LogPosition(2, 0), "the file belongs to another log"));
    }

    [Fact]
    public void Open_WithAnEarlierFileCut_ReportsIt()
    {
        var log = Filled(60);
        log.Dispose();
        var end = log.Appended[3].End;
        device.Put("00000001.log", device.File("00000001.log").Content[..(int)end.Offset]);

        Should.Throw<LogDamageException>(() => new TestLog(device)).Damage[0]
            .ShouldBe(new LogDamage(end, "records are missing"));
    }

    [Fact]
    public void Open_WithABadHeaderBeforeRecords_ReportsIt()
    {
        Filled(3).Dispose();
        device.File("00000001.log").Flip(30, 0);

        Should.Throw<LogDamageException>(() => new TestLog(device)).Damage[0].Position.ShouldBe(new LogPosition(1, 0));
    }

    [Fact]
    public void Open_WithABadHeaderBeforeNothing_MakesTheFileAgain()
    {
        var log = Filled(60);
        log.Dispose();
        var next = log.Log.Statistics().Count + 1;
        // As if the crash had come while the file was made.
        var files = device.List().Count;
        var last = device.List().Max()!;
        var content = device.File(last).Content;
        content.AsSpan(7).Clear();
        device.Put(last, content);

        using var second = new TestLog(device);
        second.Replayed.Count().ShouldBe(log.Appended.Count(record => record.Position.File < next - 1));
        second.AppendDurably(5);
        device.List().Count.ShouldBe(files);
    }

    [Fact]
    public void Open_OfAnUnknownFormatVersion_ThrowsAndChangesNothing()
    {
        Filled(3).Dispose();
        var content = device.File("00000001.log").Content;
        content[8] = 9;
        BitConverter.TryWriteBytes(content.AsSpan(60), Crc32C.Compute(content.AsSpan(0, 60))).ShouldBeTrue();
        device.Put("00000001.log", content);

        Should.Throw<LogFormatException>(() => new TestLog(device)).Message
            .ShouldBe("00000001.log has format version 9; this program knows version 4 only");
        device.File("00000001.log").Content.ShouldBe(content);
    }

    [Theory]
    [InlineData("0000000A.log")]
    [InlineData("ffffffff.log")]
    [InlineData("00000000.log")]
    [InlineData("pabal.lock")]
    [InlineData("1.log")]
    public void Open_WithOtherFilesBesideTheLog_LeavesThemAlone(string name)
    {
        device.Put(name, [1, 2, 3]);
        Filled(3).Dispose();

        TestLog.Recover(device).Count.ShouldBe(3);
        device.File(name).Content.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Open_OnADeviceThatCannotRead_ThrowsItsError()
    {
        Filled(3).Dispose();
        device.Faults.FailAt(DeviceCall.Read, 2);

        Should.Throw<IOException>(() => new TestLog(device)).Message.ShouldContain("simulated");
    }

    private TestLog Filled(int count)
    {
        var log = new TestLog(device);
        for (var i = 0; i < count; i++)
            log.AppendDurably(TestLog.Payload(i, 200));
        return log;
    }
}
