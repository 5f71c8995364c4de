using Pabal.Storage.Tests.Devices;

namespace Pabal.Storage.Tests.Logs;

public class LogDeletionTests
{
    private readonly SimulatedDevice device = new();

    [Fact]
    public void OnSealed_OfAFullFile_ComesOnceItIsDurable()
    {
        using var log = Rolled(3);

        log.Recorder.Sealed.ShouldBe([1, 2]);
        log.Log.Statistics().Select(file => file.IsSealed).ShouldBe([true, true, false]);
        device.File("00000001.log").Length.ShouldBe(log.Log.Statistics()[0].Octets);
    }

    [Fact]
    public void Live_AddedByManyThreads_IsCountedPerFile()
    {
        using var log = Rolled(2);
        Parallel.For(0, 1000, i =>
        {
            log.Log.AddLive(log.Appended[i % 2].Position, 2, 100);
            log.Log.RemoveLive(log.Appended[i % 2].Position, 1, 40);
        });

        log.Log.Statistics().Select(file => (file.Number, file.LiveCount, file.LiveOctets)).ShouldBe([(1, 500L, 30_000L), (2, 500L, 30_000L)]);
    }

    [Fact]
    public void RemoveLive_OfMoreThanWasAdded_Throws()
    {
        using var log = Rolled(1);
        log.Log.AddLive(log.Appended[0].Position, 1, 10);

        Should.Throw<InvalidOperationException>(() => log.Log.RemoveLive(log.Appended[0].Position, 2, 10));
        Should.Throw<InvalidOperationException>(() => log.Log.AddLive(new LogPosition(9, 0), 1, 1));
    }

    [Fact]
    public void Delete_OfAFileThatIsCurrentLiveOrUnknown_IsRefused()
    {
        using var log = Rolled(2);
        log.Log.AddLive(log.Appended[0].Position, 1, 10);

        Should.Throw<InvalidOperationException>(() => log.Log.Delete(1));
        Should.Throw<InvalidOperationException>(() => log.Log.Delete(2));
        Should.Throw<InvalidOperationException>(() => log.Log.Delete(7));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Delete_OfAMiddleFile_LeavesALogThatOpens(bool syncsDevice)
    {
        var log = Rolled(5, device, syncsDevice);
        log.Log.Delete(2);
        log.Log.Delete(4);
        log.AppendDurably(7);
        Should.Throw<IOException>(() => log.Log.Read(log.Appended[1].Position, new byte[1]));
        log.Dispose();

        device.List().ShouldBe(["00000001.log", "00000003.log", "00000005.log"], ignoreOrder: true);
        TestLog.Recover(device).Select(payload => payload.Length).ShouldBe([3000, 3000, 3000, 1]);
    }

    [Fact]
    public void Delete_ThenLossOfAnotherFile_IsStillReported()
    {
        var log = Rolled(5);
        log.Log.Delete(2);
        log.Dispose();
        device.Delete("00000003.log");

        Should.Throw<LogDamageException>(() => new TestLog(device)).Damage.ShouldHaveSingleItem()
            .Position.ShouldBe(new LogPosition(3, 0));
    }

    [Fact]
    public void Delete_WhileASyncRuns_RemovesTheFileAfterTheNext()
    {
        using var log = Rolled(2);
        using var entered = new SemaphoreSlim(0);
        using var release = new SemaphoreSlim(0);
        device.Faults.Before = call =>
        {
            if (call != DeviceCall.Sync)
                return;
            entered.Release();
            release.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        };
        log.Append(1);
        entered.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        log.Log.Delete(1);
        release.Release();
        entered.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();

        device.List().ShouldContain("00000001.log");
        release.Release(100);
        log.Dispose();
        device.List().ShouldNotContain("00000001.log");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Delete_InterruptedByACrashAnywhere_IsDoneOrUndone(bool syncsDevice)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var simulated = new SimulatedDevice();
            using var log = Rolled(4, simulated, syncsDevice);
            log.Log.Delete(2);
            log.Log.Delete(1);
            if (seed % 2 == 0)
                log.AppendDurably(1);

            var crashed = simulated.Crash((CrashStyle)(seed % 4), seed);
            TestLog.Recover(crashed).Count(payload => payload.Length == 3000).ShouldBeInRange(syncsDevice ? 2 : 1, 4);
            LogInspector.Verify(crashed).Damage.ShouldBeEmpty();
            LogInspector.Verify(crashed).UnfinishedDeletions.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Open_AfterAnUnfinishedDeletion_FinishesIt()
    {
        var log = Rolled(4);
        var content = device.File("00000002.log").Content;
        log.Log.Delete(2);
        log.Dispose();
        device.Put("00000002.log", content);
        LogInspector.Verify(device).UnfinishedDeletions.ShouldBe([2]);

        using var second = new TestLog(device);

        device.List().ShouldNotContain("00000002.log");
        second.Log.Statistics().Select(file => file.Number).ShouldBe([1, 3, 4]);
    }

    private TestLog Rolled(int files) => Rolled(files, device, syncsDevice: true);

    private static TestLog Rolled(int files, SimulatedDevice device, bool syncsDevice)
    {
        var log = new TestLog(device, new LogOptions { FileOctets = 2 * TestLog.FileOctets, SyncsDevice = syncsDevice });
        for (var i = 0; i < files; i++)
            log.AppendDurably(TestLog.Payload(i, 3000));
        for (var i = 1; i < files; i++)
            log.Recorder.AwaitSealed(i);
        return log;
    }
}
