using Pabal.Engine.Durability;
using Pabal.Engine.Queues;
using Pabal.Storage;
using Pabal.Storage.Tests.Devices;

namespace Pabal.Engine.Tests.Durability;

/// <summary>Uses a broker by chance, ends it at some moment in some way, and compares what the next one has with the model.</summary>
/// <remarks>The same seed does the same, as far as the log's thread is on hold wherever it could do otherwise.</remarks>
internal sealed class BrokerSimulation(int seed)
{
    // Where nothing is live any more: the last ones, and what the checkpoint takes.
    private const int MaxFiles = 12;

    private static readonly CrashStyle[] styles = Enum.GetValues<CrashStyle>();

    private readonly Random random = new(seed);
    private readonly BrokerModel model = new();
    private SimulatedDevice device = new();

    public void Run(int rounds)
    {
        for (var round = 0; round < rounds; round++)
            RunRound();
        using var last = new DrivenBroker(device, FileOctets(), time: model.Time);
        ShouldKeepNothingOf(last);
    }

    private void RunRound()
    {
        var broker = new DrivenBroker(device, FileOctets(), RandomLimits(), model.Time);
        var actions = new SimulatedActions(broker, model, random);
        model.OnDefinitions(default, broker.Topology);
        broker.Hold();
        if (random.Next(3) == 0)
            broker.Spill();
        if (random.Next(6) == 0)
            device.Faults.FailAt(random.Next(2) == 0 ? DeviceCall.Write : DeviceCall.Sync, random.Next(1, 50));
        try
        {
            for (var left = random.Next(10, 120); left > 0 && !broker.Durability.HasFailed; left--)
                actions.DoOne();
        }
        catch (LogFailedException) when (broker.Durability.HasFailed || broker.Durability.End == LogMark.Never)
        {
            // A definition was refused.
        }
        var wasStopped = !broker.Durability.HasFailed && random.Next(4) == 0;
        if (!broker.Durability.HasFailed && random.Next(3) == 0)
            ShouldBalance(broker);
        var durableEnd = broker.Durability.DurableEnd;
        device = wasStopped ? broker.Stop() : broker.Crash(styles[random.Next(styles.Length)], random.Next());
        // The device may have failed while it was stopped.
        if (wasStopped && broker.Durability.HasFailed)
            (wasStopped, durableEnd) = (false, broker.Durability.DurableEnd);
        Compare(wasStopped ? new LogMark(long.MaxValue - 1) : durableEnd, wasStopped);
        CrashWhileRecovering();
    }

    private void Compare(LogMark durableEnd, bool wasStopped)
    {
        using var copy = new DrivenBroker(device.Copy(), FileOctets(), RandomLimits(), model.Time);
        var total = copy.Journal.Log.Statistics().Sum(file => file.LiveCount);
        var waiting = copy.Topology.Queues.Values.Sum(queue => queue.ReadyCount);
        var found = new Dictionary<long, List<(string Body, bool Redelivered)>>();
        foreach (var queue in copy.Topology.Queues.Values)
            found[queue.Id] = ReadAll(copy, queue);
        copy.Observer.Unreadable.ShouldBeEmpty();
        total.ShouldBe(waiting);
        copy.Journal.Log.Statistics().Sum(file => file.LiveCount).ShouldBe(found.Values.Sum(messages => messages.Count));
        model.Check(durableEnd, copy.Topology, found, wasStopped);
    }

    private static List<(string Body, bool Redelivered)> ReadAll(DrivenBroker broker, Queue queue)
    {
        var ready = queue.ReadyCount;
        var found = new List<(string Body, bool Redelivered)>();
        while (queue.TryTake(out var message, out _))
            found.Add((broker.BodyOf(message), message.Entry.Redelivered));
        if (!DrivenBroker.Expires(queue))
            found.Count.ShouldBe(ready);
        found.Count.ShouldBeLessThanOrEqualTo(ready);
        return found;
    }

    private void CrashWhileRecovering()
    {
        for (var left = random.Next(3); left > 0; left--)
        {
            DeviceCall[] calls = [DeviceCall.SetLength, DeviceCall.Sync, DeviceCall.SyncDirectory, DeviceCall.Delete, DeviceCall.Write];
            device.Faults.FailAt(calls[random.Next(calls.Length)], random.Next(1, 4));
            try
            {
                var broker = new DrivenBroker(device, FileOctets(), time: model.Time);
                broker.Hold();
                device = broker.Crash(styles[random.Next(styles.Length)], random.Next());
            }
            catch (Exception exception) when (exception is IOException or LogFailedException)
            {
                device = device.Crash(styles[random.Next(styles.Length)], random.Next());
            }
            Compare(new LogMark(long.MaxValue - 1), wasStopped: false);
        }
    }

    // What the log counts as live is what the queues have of it, delivered or not.
    private static void ShouldBalance(DrivenBroker broker)
    {
        if (!broker.Commit())
            return;
        var live = broker.Journal.Lanes.Sum(lane => Enumerable.Range(0, lane.Journal!.Extents.Count).Sum(i => lane.Journal.Extents[i].Live));
        broker.Journal.Log.Statistics().Sum(file => file.LiveCount).ShouldBe(live);
    }

    private static void ShouldKeepNothingOf(DrivenBroker broker)
    {
        broker.Hold();
        foreach (var queue in broker.Topology.Queues.Values.ToArray())
            broker.Drain(queue.Name);
        broker.Commit().ShouldBeTrue();
        for (var i = 0; i < 400; i++)
        {
            broker.DeclareExchange("filling");
            broker.VirtualHost.DeleteExchange("filling", ifUnused: false);
        }
        // The log's thread says that all is durable before it says which files are full by that.
        SpinWait.SpinUntil(() => IsShort(broker), TimeSpan.FromSeconds(20));
        var files = broker.Journal.Log.Statistics();
        files.Sum(file => file.LiveCount).ShouldBe(0);
        files.Sum(file => file.LiveOctets).ShouldBe(0);
        files.Count.ShouldBeLessThanOrEqualTo(MaxFiles);
    }

    private static bool IsShort(DrivenBroker broker)
    {
        broker.KeepAll();
        return broker.Journal.Log.Statistics().Count <= MaxFiles;
    }

    private int FileOctets() => random.Next(3) == 0 ? 1024 : random.Next(1500, 6000);

    private WaitingLimits RandomLimits() => new()
    {
        MaxHeadCount = random.Next(1, 20),
        MaxTailCount = random.Next(1, 20),
        MaxHeadOctetsUnderPressure = random.Next(1, 600),
        LowHeadCount = random.Next(1, 8),
    };
}
