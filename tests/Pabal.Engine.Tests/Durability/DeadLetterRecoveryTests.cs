using Pabal.Engine.Queues;
using Pabal.Storage.Tests.Devices;

namespace Pabal.Engine.Tests.Durability;

/// <summary>Where dead letters are after the broker has ended.</summary>
public class DeadLetterRecoveryTests
{
    [Fact]
    public void DeadLetters_WhereverTheLogIsCut_AreEachInOneOfTheQueues()
    {
        var where = new HashSet<string>();
        for (var seed = 0; seed < 150; seed++)
        {
            var broker = Start(3);
            broker.Queue("q").Reject(Take(broker, 3));
            broker.RunDeadLetters();
            for (var steps = seed % 3; steps > 0; steps--)
                broker.Step();

            using var next = new DrivenBroker(broker.Crash(CrashStyle.TearsOctets, seed), 4096);
            var (source, target) = (next.Drain("q"), next.Drain("dead"));

            where.Add($"{source.Length}/{target.Length}");
            string.Join(" ", source.Concat(target).Order()).ShouldBe("0 1 2", $"seed {seed}");
        }
        where.ShouldBe(["3/0", "0/3"], ignoreOrder: true);
    }

    [Fact]
    public void Stop_BeforeADeadLetterIsPublished_LeavesItReady()
    {
        var broker = Start(1);
        broker.Queue("q").Reject(Take(broker, 1));

        using var next = new DrivenBroker(broker.Stop(), 4096);

        next.Queue("q").ReadyCount.ShouldBe(1);
        next.Drain("q").ShouldBe(["0"]);
    }

    private static DrivenBroker Start(int count)
    {
        var broker = new DrivenBroker(new SimulatedDevice(), 4096);
        broker.Hold();
        broker.DeclareSource("q", "dead");
        broker.Declare("dead");
        for (var i = 0; i < count; i++)
            broker.Publish("q", $"{i}");
        broker.Commit().ShouldBeTrue();
        return broker;
    }

    private static Settlement[] Take(DrivenBroker broker, int count)
    {
        var taken = new Settlement[count];
        for (var i = 0; i < count; i++)
            broker.Queue("q").TryTake(out taken[i], out _).ShouldBeTrue();
        return taken;
    }
}
