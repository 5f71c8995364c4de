using Pabal.Engine.Messages;
using Pabal.Engine.Tests.Durability;
using Pabal.Storage.Tests.Devices;

namespace Pabal.Engine.Tests.Delays;

public sealed class DelayRecoveryTests : IDisposable
{
    private const int FileOctets = 64 * 1024;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    private readonly ManualTime time = new();
    private DrivenBroker broker;

    public DelayRecoveryTests() => broker = Declare(new DrivenBroker(new SimulatedDevice(), FileOctets, time: time));

    public void Dispose() => broker.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Crash_BeforeTheDelayIsOver_KeepsMessageAndTime(bool isPersistent)
    {
        broker.PublishDelayed("q", "a", 2000, isPersistent);
        broker.Flush();
        broker.Commit().ShouldBeTrue();
        time.Advance(500);

        Restart();

        broker.Queue("q").ReadyCount.ShouldBe(0);
        time.Advance(1499);
        broker.Queue("q").ReadyCount.ShouldBe(0);
        time.Advance(1);
        Await(1);
        broker.Drain("q").ShouldBe(["a"]);
    }

    [Fact]
    public void Start_AfterTheDelayWasOver_RoutesAtOnce()
    {
        broker.PublishDelayed("q", "a", 2000);
        broker.Flush();
        broker.Commit().ShouldBeTrue();
        var device = broker.Crash(CrashStyle.LosesAll);
        time.Advance(5000);

        broker = new DrivenBroker(device, FileOctets, time: time);
        time.Advance(1);

        Await(1);
        broker.Drain("q").ShouldBe(["a"]);
    }

    [Fact]
    public void Checkpoint_AndFilesThatGo_KeepEachTime()
    {
        for (var i = 0; i < 50; i++)
            broker.PublishDelayed("q", $"{i}", 1000 + (i * 10));
        broker.Flush();
        Fill();
        broker.KeepAll();

        Restart();

        time.Advance(1000 + 240);
        Await(25);
        time.Advance(250);
        Await(50);
        broker.Drain("q").ShouldBe([.. Enumerable.Range(0, 50).Select(i => $"{i}")]);
    }

    [Fact]
    public void Crash_AfterTheRelease_HasTheMessageOnce()
    {
        broker.PublishDelayed("q", "a", 100);
        broker.PublishDelayed("q", "b", 60_000);
        broker.Flush();
        time.Advance(100);
        Await(1);
        broker.Commit().ShouldBeTrue();

        Restart();

        time.Advance(1000);
        broker.Drain("q").ShouldBe(["a"]);
        broker.VirtualHost.OpenDelays().Count.ShouldBe(1);
    }

    [Fact]
    public void Crash_WithTheReleaseNotWritten_HasTheMessageOnce()
    {
        broker.PublishDelayed("q", "a", 100);
        broker.Flush();
        broker.Commit().ShouldBeTrue();
        broker.Hold();
        time.Advance(100);
        Await(1);

        Restart();

        time.Advance(1);
        Await(1);
        broker.Drain("q").ShouldBe(["a"]);
        broker.VirtualHost.OpenDelays().Count.ShouldBe(0);
    }

    // Its consumer may have had it: what hands a message out doesn't wait until the release is on disk.
    [Theory]
    [InlineData(100, true)]
    [InlineData(5_000, false)]
    public void Crash_WhileAReleaseMayNotBeWritten_MarksWhatWasDueAsRedelivered(int delayMs, bool isMarked)
    {
        broker.PublishDelayed("q", "a", delayMs);
        broker.Flush();
        broker.Commit().ShouldBeTrue();
        broker.Hold();
        time.Advance(100);

        Restart();
        time.Advance(5_000);
        Await(1);

        broker.Queue("q").TryTake(out var message, out _).ShouldBeTrue();
        message.Entry.Redelivered.ShouldBe(isMarked);
    }

    // As the command line does it, when it finds no broker at the data directory.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Stop_RightAfterACrash_KeepsTheDoubt(bool releases)
    {
        broker.PublishDelayed("q", "a", 100);
        broker.Flush();
        broker.Commit().ShouldBeTrue();
        broker.Hold();
        time.Advance(100);
        Restart();
        if (releases)
        {
            time.Advance(1);
            Await(1);
        }

        broker = new DrivenBroker(broker.Stop(), FileOctets, time: time);
        time.Advance(1);
        Await(1);

        broker.Queue("q").TryTake(out var message, out _).ShouldBeTrue();
        message.Entry.Redelivered.ShouldBeTrue();
    }

    [Fact]
    public void Stop_WhileADelayGoesOn_MarksNothing()
    {
        broker.PublishDelayed("q", "a", 100);
        broker.Flush();
        var device = broker.Stop();
        time.Advance(1_000);

        broker = new DrivenBroker(device, FileOctets, time: time);
        time.Advance(1);
        Await(1);

        broker.Queue("q").TryTake(out var message, out _).ShouldBeTrue();
        message.Entry.Redelivered.ShouldBeFalse();
    }

    [Fact]
    public void Stop_WhileAReleaseIsNotLogged_MarksWhatItMayHaveHandedOut()
    {
        broker.PublishDelayed("q", "a", 100);
        broker.Flush();
        broker.Commit().ShouldBeTrue();
        // Without its timers nothing is released but what is taken here, as by a release that the end of the log overtakes.
        broker.VirtualHost.Schedule.Dispose();
        time.Advance(100);
        var taken = new List<(ulong Number, QueueEntry? Entry)>();
        broker.Topology.Delays!.TakeDue(taken, 1);
        taken.ShouldHaveSingleItem();
        var device = broker.Stop();

        broker = new DrivenBroker(device, FileOctets, time: time);
        time.Advance(1);
        Await(1);

        broker.Queue("q").TryTake(out var message, out _).ShouldBeTrue();
        message.Entry.Redelivered.ShouldBeTrue();
    }

    [Fact]
    public void Release_OfMoreThanStaysInMemory_ReadsTheLog()
    {
        const int count = 400;
        var padding = new string('x', 50_000);
        for (var i = 0; i < count; i++)
        {
            broker.PublishDelayed("q", $"{i} {padding}", 1000 + i);
            broker.Flush();
            broker.Journal.WaitUntilDurable(broker.Journal.Log.End).ShouldBeTrue();
        }
        broker.Broker.Store.BytesInUse.ShouldBeLessThan(count * 50_000L / 2);

        time.Advance(1000 + count);

        Await(count);
        broker.Commit().ShouldBeTrue();
        broker.Drain("q").Select(body => body.Split(' ')[0]).ShouldBe(Enumerable.Range(0, count).Select(i => $"{i}"));
    }

    private static DrivenBroker Declare(DrivenBroker broker)
    {
        broker.Declare("q");
        return broker;
    }

    private void Fill()
    {
        broker.Declare("other");
        for (var i = 0; i < 20; i++)
            broker.Publish("other", new string('y', 20_000));
        broker.Drain("other");
        broker.Commit().ShouldBeTrue();
    }

    private void Restart() => broker = new DrivenBroker(broker.Crash(CrashStyle.LosesAll), FileOctets, time: time);

    private void Await(int count) => SpinWait.SpinUntil(() => broker.Queue("q").ReadyCount == count, patience).ShouldBeTrue();
}
