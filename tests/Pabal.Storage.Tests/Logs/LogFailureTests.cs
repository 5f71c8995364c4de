using Pabal.Storage.Tests.Devices;

namespace Pabal.Storage.Tests.Logs;

/// <summary>A device that fails ends the log: told once, and nothing is promised afterwards.</summary>
public class LogFailureTests
{
    private readonly SimulatedDevice device = new();

    [Theory]
    [InlineData(DeviceCall.Write, 1)]
    [InlineData(DeviceCall.Write, 2)]
    [InlineData(DeviceCall.Write, 5)]
    [InlineData(DeviceCall.Sync, 1)]
    [InlineData(DeviceCall.Sync, 2)]
    [InlineData(DeviceCall.Sync, 5)]
    [InlineData(DeviceCall.Create, 1)]
    [InlineData(DeviceCall.Create, 2)]
    [InlineData(DeviceCall.SyncDirectory, 1)]
    [InlineData(DeviceCall.SyncDirectory, 2)]
    [InlineData(DeviceCall.SetLength, 1)]
    public void Append_OnADeviceThatFails_FailsOnceAndPromisesNothingAfterwards(DeviceCall call, int n)
    {
        device.Faults.FailAt(call, n);
        using var log = new TestLog(device);

        AppendUntilFailure(log);

        ExpectFailed(log);
        var promised = log.Appended.Where(record => record.End <= log.Recorder.DurableEnd).Select(record => record.Payload).ToList();
        TestLog.Recover(device.Crash(CrashStyle.LosesAll)).Take(promised.Count).ShouldBe(promised);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300)]
    [InlineData(5000)]
    public void Append_OnAFullDevice_FailsOnceAndKeepsWhatWasPromised(int room)
    {
        device.Faults.Room = room;
        using var log = new TestLog(device);

        AppendUntilFailure(log);

        ExpectFailed(log).Message.ShouldContain("no space left");
        var promised = log.Appended.Where(record => record.End <= log.Recorder.DurableEnd).Select(record => record.Payload).ToList();
        TestLog.Recover(device.Crash(CrashStyle.TearsOctets, room)).Take(promised.Count).ShouldBe(promised);
    }

    [Fact]
    public void Append_WithAnObserverThatThrows_FailsOnce()
    {
        using var log = new TestLog(device);
        log.Recorder.OnDurableAction = _ => throw new InvalidOperationException("observer");

        log.Append(1);

        log.Recorder.AwaitFailure().Message.ShouldContain("observer");
        Should.Throw<LogFailedException>(() => log.Append(2));
    }

    [Fact]
    public void Dispose_OnADeviceThatFails_TellsTheObserverAndEnds()
    {
        var log = new TestLog(device);
        log.AppendDurably(1);
        device.Faults.FailAt(DeviceCall.Write, 1);

        log.Dispose();

        log.Recorder.Failures.Count.ShouldBe(1);
        TestLog.Recover(device.Crash(CrashStyle.KeepsAll)).ShouldHaveSingleItem().ShouldBe([1]);
    }

    [Theory]
    [InlineData(DeviceCall.Open)]
    [InlineData(DeviceCall.SetLength)]
    [InlineData(DeviceCall.Sync)]
    [InlineData(DeviceCall.SyncDirectory)]
    public void Open_OnADeviceThatFails_ThrowsItsError(DeviceCall call)
    {
        using (var log = new TestLog(device))
            log.Append(1);
        device.Faults.FailAt(call, 1);

        Should.Throw<IOException>(() => new TestLog(device)).Message.ShouldContain("simulated");
        TestLog.Recover(device.Copy()).Count.ShouldBe(1);
    }

    [Fact]
    public void Delete_ThatTheDeviceRefuses_FailsTheLog()
    {
        using var log = new TestLog(device);
        log.AppendDurably(TestLog.Payload(1, 3000));
        log.AppendDurably(TestLog.Payload(2, 3000));
        log.Recorder.AwaitSealed(1);
        device.Faults.FailAt(DeviceCall.Delete, 1);

        log.Log.Delete(1);

        log.Recorder.AwaitFailure().Message.ShouldContain("Delete");
    }

    private static void AppendUntilFailure(TestLog log)
    {
        try
        {
            for (var i = 0; i < 1000; i++)
                log.Recorder.AwaitEither(log.Append(TestLog.Payload(i, 700)));
        }
        catch (LogFailedException)
        {
            return;
        }
        Assert.Fail("the log did not fail");
    }

    private static LogFailedException ExpectFailed(TestLog log)
    {
        Should.Throw<LogFailedException>(() => log.Append(1));
        Should.Throw<LogFailedException>(() => log.Log.Delete(1));
        log.Dispose();
        log.Recorder.DurableAfterFailure.ShouldBe(0);
        return log.Recorder.Failures.ShouldHaveSingleItem();
    }
}
