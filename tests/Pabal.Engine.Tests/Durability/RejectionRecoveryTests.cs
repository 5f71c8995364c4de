using Pabal.Engine.Queues;
using Pabal.Storage.Tests.Devices;
using Pabal.Wire.Amqp;

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

    [Fact]
    public void Reject_InATransactionToSeveralQueuesOfWhichOneRefuses_ReachesTheOthersOnce()
    {
        using var broker = Start(count: 2, room: 1);
        broker.DeclareExchange("letters");
        broker.Bind("dead", "letters");
        broker.Bind("other", "letters");
        var source = broker.DeclareWith("s", ("x-dead-letter-exchange", FieldValue.String("letters")));
        broker.Publish("dead", "full");
        broker.Publish("s", "rejected");

        Reject(broker, source);

        broker.Drain("other").ShouldBe(["rejected"]);
        broker.Drain("s").ShouldBeEmpty();
        (source.UnacknowledgedCount, source.DeadLetterCount).ShouldBe((0, 0));
    }

    [Fact]
    public void Reject_InATransactionToAQueueThatDeadLettersWhatItRefuses_IsRefusedOnce()
    {
        using var broker = Start(count: 2, room: 1);
        broker.DeclareWith(
            "full",
            ("x-max-length", FieldValue.Int64(0)),
            ("x-overflow", FieldValue.String("reject-publish-dlx")),
            ("x-dead-letter-exchange", FieldValue.String("")),
            ("x-dead-letter-routing-key", FieldValue.String("other")));
        var source = broker.DeclareSource("s", "full");
        broker.Publish("s", "rejected");

        Reject(broker, source);

        broker.Drain("other").ShouldBe(["rejected"]);
    }

    // As without a transaction: what it held has gone with it.
    [Fact]
    public void Reject_InATransactionOfWhatADeletedQueueHeld_LeadsNowhere()
    {
        using var broker = Start(count: 1, room: 1);
        var source = broker.Queue("q");
        var taken = Take(broker, 1);
        broker.VirtualHost.DeleteQueue("q", broker.Owner, false, false);

        broker.Publisher.BeginTransaction();
        broker.Publisher.Reject(source, taken);
        broker.Publisher.CommitTransaction().ShouldBeTrue();
        broker.RunDeadLetters();

        source.UnacknowledgedCount.ShouldBe(0);
        broker.Drain("dead").ShouldBeEmpty();
    }

    private static void Reject(DrivenBroker broker, Queue source)
    {
        source.TryTake(out var message, out _).ShouldBeTrue();
        broker.Publisher.BeginTransaction();
        broker.Publisher.Reject(source, [message]);
        broker.Publisher.CommitTransaction().ShouldBeTrue();
        broker.RunDeadLetters();
        broker.Commit().ShouldBeTrue();
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
