using Pabal.Engine.Queues;
using Pabal.Storage.Tests.Devices;

namespace Pabal.Engine.Tests.Durability;

/// <summary>What a client's transaction rejects, where the dead-letter queue may refuse it.</summary>
public class RejectionRecoveryTests
{
    [Fact]
    public void Reject_InATransactionWhereverTheLogIsCut_IsThereWithAllElseOfItOrNotAtAll()
    {
        var where = new HashSet<string>();
        for (var seed = 0; seed < 100; seed++)
        {
            var broker = Start(count: 3, room: 10);
            Transact(broker, 3).ShouldBeTrue();
            broker.RunDeadLetters();
            for (var steps = seed % 3; steps > 0; steps--)
                broker.Step();

            using var next = new DrivenBroker(broker.Crash(CrashStyle.TearsOctets, seed), 4096);

            where.Add(string.Join('/', next.Drain("q").Length, string.Concat(next.Drain("dead")), next.Drain("other").Length));
        }
        where.ShouldBe(["3//0", "0/012/1"], ignoreOrder: true);
    }

    [Fact]
    public void Reject_InATransactionOfMoreThanThereIsRoomFor_RefusesTheRestWhenItIsCarriedOut()
    {
        using var broker = Start(count: 3, room: 1);
        var source = broker.Queue("q");

        broker.Publisher.BeginTransaction();
        broker.Publisher.Reject(source, Take(broker, 3));
        (source.UnacknowledgedCount, source.DeadLetterCount).ShouldBe((3, 0));

        broker.Publisher.CommitTransaction().ShouldBeTrue();
        (source.UnacknowledgedCount, source.DeadLetterCount).ShouldBe((0, 2));
        broker.Drain("dead").ShouldBe(["0"]);
        broker.RunDeadLetters();
        broker.Drain("dead").ShouldBe(["1"]);
    }

    [Fact]
    public void Commit_WhereOnlyADeadLetterFindsNoRoom_IsNotPartial()
    {
        using var broker = Start(count: 1, room: 1);

        broker.Publisher.BeginTransaction();
        broker.PublishLater("", "dead", "published");
        broker.Publisher.Reject(broker.Queue("q"), Take(broker, 1));

        broker.Publisher.CommitTransaction().ShouldBeTrue();
        broker.Drain("dead").ShouldBe(["published"]);
    }

    private static DrivenBroker Start(int count, int room)
    {
        var broker = new DrivenBroker(new SimulatedDevice(), 4096);
        broker.Hold();
        broker.DeclareSource("q", "dead");
        broker.Declare("dead", ("x-max-length", room), ("x-overflow", "reject-publish"));
        broker.Declare("other");
        for (var i = 0; i < count; i++)
            broker.Publish("q", $"{i}");
        broker.Commit().ShouldBeTrue();
        return broker;
    }

    private static bool Transact(DrivenBroker broker, int count)
    {
        broker.Publisher.BeginTransaction();
        broker.PublishLater("", "other", "published");
        broker.Publisher.Reject(broker.Queue("q"), Take(broker, count));
        return broker.Publisher.CommitTransaction();
    }

    private static Settlement[] Take(DrivenBroker broker, int count)
    {
        var taken = new Settlement[count];
        for (var i = 0; i < count; i++)
            broker.Queue("q").TryTake(out taken[i], out _).ShouldBeTrue();
        return taken;
    }
}
