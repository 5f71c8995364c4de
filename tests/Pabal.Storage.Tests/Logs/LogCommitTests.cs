using Pabal.Storage.Tests.Devices;

namespace Pabal.Storage.Tests.Logs;

public class LogCommitTests
{
    private readonly SimulatedDevice device = new();

    [Fact]
    public void Append_WhileASyncRuns_IsCoveredTogetherByTheNext()
    {
        using var log = new TestLog(device, new LogOptions());
        log.AppendDurably(1);
        using var entered = new SemaphoreSlim(0);
        using var release = new SemaphoreSlim(0);
        device.Faults.Before = call =>
        {
            if (call != DeviceCall.Sync)
                return;
            entered.Release();
            release.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        };
        var first = log.Append(2);
        entered.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        var syncs = device.Faults.Count(DeviceCall.Sync);

        LogPosition last = default;
        for (var i = 0; i < 1000; i++)
            last = log.Append(3);
        log.Recorder.DurableEnd.ShouldBeLessThan(first);
        release.Release(2);
        log.Recorder.AwaitDurable(last);

        device.Faults.Count(DeviceCall.Sync).ShouldBe(syncs + 2);
        log.Recorder.Durable.TakeLast(2).ShouldBe([first, last]);
        release.Release(100);
    }

    [Fact]
    public void IsCongested_WhileMuchWaits_IsTrueUntilItIsWritten()
    {
        using var log = new TestLog(device, new LogOptions { CongestionOctets = 1000 });
        log.AppendDurably(1);
        log.Log.IsCongested.ShouldBeFalse();
        using var release = new SemaphoreSlim(0);
        device.Faults.Before = call =>
        {
            if (call == DeviceCall.Write)
                release.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        };

        var end = log.Append(TestLog.Payload(1, 1001));
        log.Log.IsCongested.ShouldBeTrue();
        release.Release(100);
        log.Recorder.AwaitDurable(end);

        log.Log.IsCongested.ShouldBeFalse();
    }

    [Fact]
    public void OnDurable_WithoutDeviceSync_ComesWithoutASync()
    {
        using var log = new TestLog(device, new LogOptions { SyncsDevice = false });
        log.AppendDurably(1);
        var syncs = device.Faults.Count(DeviceCall.Sync);

        log.AppendDurably(2);

        device.Faults.Count(DeviceCall.Sync).ShouldBe(syncs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Append_ByManyThreads_KeepsEachThreadsOrderAndReadsBack(int seed)
    {
        const int threads = 4;
        const int each = 300;
        using var log = new TestLog(device, new LogOptions { FileOctets = 20_000, Random = new Random(seed) });
        var placed = new (LogPosition Position, byte[] Payload)[threads][];
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
        {
            var random = new Random((seed * 100) + thread);
            var mine = placed[thread] = new (LogPosition, byte[])[each];
            var buffer = Array.Empty<byte>();
            for (var i = 0; i < each; i++)
            {
                var payload = TestLog.Payload(random.Next(), random.Next(400));
                mine[i] = (log.Log.Append((byte)(thread + 1), payload, out var end), payload);
                if (random.Next(10) != 0)
                    continue;
                log.Recorder.AwaitDurable(end);
                var (position, expected) = mine[random.Next(i + 1)];
                log.Log.ReadRecord(position, ref buffer).ToArray().ShouldBe(expected);
            }
        });
        log.Dispose();

        using var second = new TestLog(device);
        for (var thread = 0; thread < threads; thread++)
        {
            var replayed = second.Recorder.Replayed.Where(record => record.Type == thread + 1).ToList();
            replayed.Select(record => record.Position).ShouldBe(placed[thread].Select(item => item.Position));
            replayed.Select(record => record.Payload).ShouldBe(placed[thread].Select(item => item.Payload));
        }
        second.Recorder.Replayed.Count.ShouldBe(threads * each);
    }

    [Fact]
    public void Dispose_WhileOthersAppend_KeepsAllThatWasTaken()
    {
        var log = new TestLog(device);
        var taken = 0;
        using var started = new ManualResetEventSlim();
        var appender = new Thread(() =>
        {
            try
            {
                while (true)
                {
                    log.Log.Append(1, [1, 2, 3], out _);
                    if (++taken == 100)
                        started.Set();
                }
            }
            catch (ObjectDisposedException)
            {
                // The log has been closed.
            }
        });
        appender.Start();
        started.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        log.Dispose();
        appender.Join(TimeSpan.FromSeconds(20)).ShouldBeTrue();

        TestLog.Recover(device).Count.ShouldBe(taken);
    }
}
