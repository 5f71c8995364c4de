using Pabal.Storage.Tests.Devices;

namespace Pabal.Storage.Tests.Logs;

public class LogTests
{
    private readonly SimulatedDevice device = new();

    [Fact]
    public void Open_AfterClose_ReplaysEverythingInOrderAtItsPlace()
    {
        var first = new TestLog(device);
        for (var i = 0; i < 100; i++)
            first.Append(TestLog.Payload(i, i));
        first.Dispose();

        using var second = new TestLog(device);

        second.Recorder.Replayed.Select(record => record.Position).ShouldBe(first.Appended.Select(record => record.Position));
        second.Replayed.ShouldBe(first.Appended.Select(record => record.Payload));
        device.List().Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Open_OfNothing_MakesNoFile()
    {
        new TestLog(device).Dispose();

        device.List().ShouldBeEmpty();
    }

    [Fact]
    public void Open_Repeatedly_GoesOnWhereItEnded()
    {
        for (var i = 0; i < 20; i++)
        {
            using var log = new TestLog(device);
            log.Replayed.Count().ShouldBe(i);
            log.AppendDurably(TestLog.Payload(i, 300));
        }

        LogInspector.Verify(device).Damage.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(254)]
    [InlineData(255)]
    public void Append_OfTheLogsOwnType_IsRefused(byte type)
    {
        using var log = new TestLog(device);

        Should.Throw<ArgumentOutOfRangeException>(() => log.Log.Append(type, [], out _));
    }

    [Fact]
    public void Append_AfterDispose_IsRefused()
    {
        var log = new TestLog(device);
        log.Dispose();
        log.Dispose();

        Should.Throw<ObjectDisposedException>(() => log.Append(1));
    }

    [Fact]
    public void Append_OfEmptyPayload_IsReplayed()
    {
        using (var log = new TestLog(device))
            log.Append();

        TestLog.Recover(device).ShouldHaveSingleItem().ShouldBeEmpty();
    }

    // The last record leaves every possible remainder for the seal.
    [Fact]
    public void Append_AtEveryAlignmentToTheFilesEnd_IsReplayed()
    {
        for (var length = 0; length < 300; length++)
        {
            var rolled = new SimulatedDevice();
            using var log = new TestLog(rolled, new LogOptions { FileOctets = 512, Random = new Random(length) });
            log.Append(TestLog.Payload(1, 100 + (length / 3)));
            log.Append(TestLog.Payload(2, length));
            log.AppendDurably(TestLog.Payload(3, 50));

            TestLog.Recover(rolled.Crash(CrashStyle.LosesAll)).ShouldBe(log.Appended.Select(record => record.Payload));
        }
    }

    [Theory]
    [InlineData(TestLog.FileOctets)]
    [InlineData(3 * 1024 * 1024)]
    public void Append_LongerThanAFile_GetsAFileOfItsOwn(int length)
    {
        using var log = new TestLog(device);
        log.Append(1);
        log.Append(TestLog.Payload(1, length));
        log.AppendDurably(2);

        TestLog.Recover(device.Crash(CrashStyle.LosesAll)).ShouldBe(log.Appended.Select(record => record.Payload));
        log.Log.Statistics().Count.ShouldBe(3);
    }

    [Fact]
    public void Append_LongerThanAFileAtTheVeryBeginning_IsReplayed()
    {
        using var log = new TestLog(device);
        log.AppendDurably(TestLog.Payload(1, 10_000));

        TestLog.Recover(device.Crash(CrashStyle.LosesAll)).ShouldHaveSingleItem().ShouldBe(log.Appended[0].Payload);
    }

    [Fact]
    public void Open_WithShortReads_ReplaysEverything()
    {
        var first = new TestLog(device);
        for (var i = 0; i < 30; i++)
            first.Append(TestLog.Payload(i, 100 + i));
        first.Dispose();
        device.Faults.MaxRead = 7;

        using var second = new TestLog(device);

        second.Replayed.ShouldBe(first.Appended.Select(record => record.Payload));
        var buffer = new byte[1];
        second.Log.ReadRecord(first.Appended[9].Position, ref buffer).ToArray().ShouldBe(first.Appended[9].Payload);
    }

    [Fact]
    public void Read_OfWhatIsNotDurable_Throws()
    {
        using var log = new TestLog(device);
        var end = log.AppendDurably(1, 2, 3);

        Should.Throw<IOException>(() => log.Log.Read(end, new byte[1]));
        Should.Throw<IOException>(() => log.Log.Read(new LogPosition(9, 64), new byte[1]));
    }

    [Fact]
    public void ReadRecord_OfAFlippedPayload_ThrowsWithFileAndOffset()
    {
        using var log = new TestLog(device);
        log.AppendDurably(TestLog.Payload(1, 50));
        var position = log.Appended[0].Position;
        device.File("00000001.log").Flip(position.Offset + Log.RecordHeaderOctets + 20, 3);

        var buffer = Array.Empty<byte>();
        var damage = Should.Throw<LogDamageException>(() => log.Log.ReadRecord(position, ref buffer)).Damage.ShouldHaveSingleItem();

        damage.Position.ShouldBe(position);
        damage.ToString().ShouldStartWith("00000001.log@");
    }

    [Fact]
    public void Append_ByTheObserver_Works()
    {
        using var log = new TestLog(device);
        var left = 3;
        LogPosition last = default;
        log.Recorder.OnDurableAction = _ =>
        {
            if (left-- > 0)
                log.Log.Append(2, [1, 2, 3], out last);
        };
        var end = log.Append(9);

        log.Recorder.AwaitDurable(new LogPosition(1, end.Offset + (3 * 32)));
        last.Offset.ShouldBe(end.Offset + (3 * 32));
    }
}
