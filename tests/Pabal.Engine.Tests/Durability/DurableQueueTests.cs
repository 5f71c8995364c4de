using Pabal.Engine.Durability;
using Pabal.Engine.Queues;
using Pabal.Storage.Tests.Devices;

namespace Pabal.Engine.Tests.Durability;

/// <summary>What a durable queue does with its messages across restarts, failures and damage.</summary>
public sealed class DurableQueueTests : IDisposable
{
    private const int FileOctets = 4096;

    private static readonly WaitingLimits few = new() { MaxHeadCount = 4, MaxTailCount = 4, LowHeadCount = 2 };

    private DrivenBroker broker = new(new SimulatedDevice(), FileOctets, few);

    public DurableQueueTests()
    {
        broker.Declare("q");
        broker.Hold();
    }

    public void Dispose() => broker.Dispose();

    [Fact]
    public void Drain_OfAQueueThatIsLongerThanMemory_GivesAllInOrder()
    {
        PublishMany(200);
        broker.Broker.Store.BytesInUse.ShouldBeGreaterThan(0);

        broker.Queue("q").ReadyCount.ShouldBe(200);
        broker.Drain("q").ShouldBe(Numbers(0, 200));
    }

    [Fact]
    public void Drain_AcrossARestart_GoesOnInOrder()
    {
        PublishMany(200);
        TakeAndSettle(70).ShouldBe(Numbers(0, 70));
        Restart();

        TakeAndSettle(30).ShouldBe(Numbers(70, 30));
        PublishMany(50, from: 200);
        broker.Drain("q").ShouldBe(Numbers(100, 150));
    }

    [Fact]
    public void Take_OfMessagesBetweenSettledOnes_LeavesThoseOut()
    {
        PublishMany(40);
        var taken = Take(40);
        broker.Queue("q").Acknowledge(taken.Where((_, i) => i % 3 != 1).ToArray());
        Restart();

        broker.Drain("q").ShouldBe(Numbers(0, 40).Where((_, i) => i % 3 == 1));
    }

    [Fact]
    public void NewMessage_AfterATransientOneWasTheLast_IsNotMarked()
    {
        broker.Publish("q", "0");
        broker.Publish("q", "1", isPersistent: false);
        broker.Drain("q").ShouldBe(["0", "1"]);
        Restart(isClean: true);
        broker.Publish("q", "2");
        Restart(isClean: true);

        broker.Queue("q").TryTake(out var message, out _).ShouldBeTrue();

        message.Entry.Redelivered.ShouldBeFalse();
    }

    [Fact]
    public void Restart_WithTransientMessagesAmongPersistent_HasThePersistentOnes()
    {
        for (var i = 0; i < 30; i++)
            broker.PublishLater("", "q", $"{i}", isPersistent: i % 3 > 0);
        broker.Flush();
        Restart();

        broker.Queue("q").ReadyCount.ShouldBe(20);
        PublishMany(5, from: 30);
        Restart();
        broker.Drain("q").ShouldBe(Numbers(0, 30).Where((_, i) => i % 3 > 0).Concat(Numbers(30, 5)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Drain_WithTransientMessagesSpilled_GivesAllInOrder(bool isDurable)
    {
        broker.Spill();
        broker.Declare("mixed", isDurable);
        for (var i = 0; i < 500; i++)
        {
            broker.PublishLater("", "mixed", $"{i}:{new string('x', 300)}", isPersistent: i % 7 == 0);
            if (i % 20 == 19)
                broker.Flush();
            if (i % 60 == 59)
                broker.Commit();
        }
        broker.Flush();
        broker.Keep();

        broker.Drain("mixed").Select(body => body.Split(':')[0]).ShouldBe(Numbers(0, 500));
        broker.Observer.Unreadable.ShouldBeEmpty();
        broker.Broker.Store.Spill!.Journal.Log.Statistics().Sum(file => file.LiveCount).ShouldBe(0);
    }

    [Fact]
    public void Purge_WhileMessagesAreRead_LeavesNothing()
    {
        PublishMany(60);
        Restart();
        var queue = broker.Queue("q");
        broker.Commit();
        var isDone = false;
        broker.Device.Faults.Before = call =>
        {
            if (call != DeviceCall.Read || isDone)
                return;
            isDone = true;
            queue.Purge().ShouldBe(60);
            broker.Publish("q", "new");
        };

        broker.Drain("q").ShouldBe(["new"]);
        isDone.ShouldBeTrue();
        broker.Observer.Unreadable.ShouldBeEmpty();
    }

    [Fact]
    public void Delete_WhileMessagesAreRead_LeavesNothing()
    {
        PublishMany(60);
        Restart();
        var queue = broker.Queue("q");
        broker.Device.Faults.Before = call =>
        {
            if (call == DeviceCall.Read)
                broker.VirtualHost.DeleteQueue("q", broker.Owner, false, false);
        };

        queue.TryTake(out _, out _).ShouldBeFalse();
        broker.Observer.Unreadable.ShouldBeEmpty();
        broker.Journal.Log.Statistics().Sum(file => file.LiveCount).ShouldBe(0);
    }

    // The deletion may not be durable when the batch is: then the queue is there, and the batch must not be in the way.
    [Fact]
    public void Publish_WhileTheQueueIsDeleted_LeavesNoTraceInTheLog()
    {
        broker.Declare("other");
        broker.Bind("q", "amq.fanout");
        broker.Bind("other", "amq.fanout");
        PublishMany(3);
        broker.PublishLater("amq.fanout", "", "both");
        broker.Queue("q").Delete(ifUnused: false, ifEmpty: false);
        broker.Flush();
        Crash();

        broker.Drain("q").ShouldBe(Numbers(0, 3));
        broker.Drain("other").ShouldBe(["both"]);
    }

    [Fact]
    public void Checkpoint_BeforeATransactionIsCommitted_DoesNotSettleForIt()
    {
        PublishMany(2);
        var taken = Take(2);
        broker.Publisher.BeginTransaction();
        broker.Publisher.Acknowledge(broker.Queue("q"), taken);
        broker.Keep();
        var ranges = new List<(ulong First, ulong End)>();
        broker.Queue("q").LaneFor(0).WriteSettled(new RecordBuffer(), ranges);
        ranges.ShouldBeEmpty();
        broker.Publisher.CommitTransaction();
        broker.Queue("q").UnacknowledgedCount.ShouldBe(0);
        Crash();

        broker.Queue("q").ReadyCount.ShouldBe(0);
    }

    [Fact]
    public void Compact_WithOneOldMessageLeft_GivesUpAllOtherFiles()
    {
        PublishMany(1);
        Take(1);
        for (var i = 0; i < 20; i++)
        {
            PublishMany(40, from: 1 + (i * 40));
            TakeAndSettle(40);
            broker.KeepAll();
        }

        broker.Journal.Log.Statistics().Count.ShouldBeLessThan(5);
        Crash();
        broker.Drain("q").ShouldBe(["0"]);
    }

    // The first round can't move what nobody has counted yet; the second must not disown what the first has moved.
    [Fact]
    public void Compact_BeforeAPublisherSaysWhereItsMessagesAre_LosesNone()
    {
        PublishMany(1);
        var batch = new ManualBatch(broker, broker.Queue("q"));
        batch.Add(new ModelMessage("1", isPersistent: true));
        batch.Enqueue(broker.Touched);
        batch.Append();
        FillFiles();
        broker.Journal.Log.Statistics()[0].Number.ShouldBe(batch.From.File);
        broker.Journal.Log.Statistics()[0].LiveCount.ShouldBe(1);
        batch.OnLogged(broker.Touched);
        // Not more than that: the first copy is not to be moved on.
        broker.KeepAll();

        broker.Journal.Log.Statistics()[0].Number.ShouldBeGreaterThan(batch.From.File);
        Crash();
        broker.Drain("q").ShouldBe(["0", "1"]);
    }

    [Fact]
    public void Take_AfterACleanStopAndACrash_MarksWhatWasDelivered()
    {
        PublishMany(4);
        Restart(isClean: true);
        broker.Hold();
        Take(2).ShouldAllBe(message => !message.Entry.Redelivered);
        Crash();

        Take(4).ShouldAllBe(message => message.Entry.Redelivered);
    }

    [Fact]
    public void Take_AfterACrashAndACleanStop_StillMarksWhatMayHaveBeenDelivered()
    {
        PublishMany(4);
        Take(4);
        Crash();
        Restart(isClean: true);

        Take(4).ShouldAllBe(message => message.Entry.Redelivered);
    }

    [Theory]
    [InlineData(DeviceCall.Write)]
    [InlineData(DeviceCall.Sync)]
    public void Publish_WhenTheDeviceFails_IsNeverConfirmed(DeviceCall call)
    {
        PublishMany(3);
        broker.Device.Faults.FailAt(call, 1);
        broker.Publish("q", "lost");
        var mark = broker.Publisher.LoggedEnd;
        broker.Commit().ShouldBeFalse();
        broker.Publish("q", "lost, too");
        TakeAndSettle(2);
        broker.Queue("q").Purge();
        broker.VirtualHost.DeleteQueue("q", broker.Owner, false, false);

        (mark <= broker.Durability.DurableEnd).ShouldBeFalse();
        broker.Publisher.LoggedEnd.ShouldBe(LogMark.Never);
        broker.VirtualHost.DefinitionsEnd.ShouldBe(LogMark.Never);
        broker.Durability.End.ShouldBe(LogMark.Never);
        broker.Durability.HasFailed.ShouldBeTrue();
        broker.Observer.Failures.ShouldHaveSingleItem();
        Crash();
        broker.Drain("q").Take(3).ShouldBe(Numbers(0, 3));
    }

    [Fact]
    public void Take_OfWhatIsDamaged_GoesOnBehindItAndSaysSo()
    {
        PublishMany(40, padding: 500);
        Crash();
        var damaged = broker.Queue("q").LaneFor(0).Journal!.Extents[1].From;
        broker.Device.File($"{damaged.File:x8}.log").Flip(damaged.Offset + 60, 3);

        var left = broker.Drain("q");

        var (queue, problem) = broker.Observer.Unreadable.ShouldHaveSingleItem();
        queue.ShouldBe("q");
        problem.ShouldContain($"{damaged.File:x8}.log@{damaged.Offset}");
        left.Length.ShouldBeInRange(25, 39);
        left.ShouldBe(left.OrderBy(body => int.Parse(body.Split(':')[0])));
        left[^1].ShouldStartWith("39");
        broker.Keep();
        broker.Queue("q").ReadyCount.ShouldBe(0);
    }

    [Fact]
    public void Take_OfWhatTheDeviceCanNotRead_EndsAndSaysSo()
    {
        PublishMany(10);
        Crash();
        broker.Device.Faults.FailAt(DeviceCall.Read, 1);

        broker.Queue("q").TryTake(out _, out _).ShouldBeFalse();

        broker.Observer.Unreadable.ShouldNotBeEmpty();
        broker.Journal.Log.Statistics().Sum(file => file.LiveCount).ShouldBe(10, "they stay in the log");
    }

    [Fact]
    public void Stop_WhileAFileIsSealed_EndsWell()
    {
        for (var i = 0; i < 30; i++)
            broker.Publish("q", new string('x', 1000));
        broker.Stop();

        broker.Observer.Failures.ShouldBeEmpty();
    }

    private void FillFiles()
    {
        broker.Declare("other");
        for (var i = 0; i < 40; i++)
            broker.Publish("other", new string('x', 300));
        broker.Commit();
        broker.Drain("other");
        broker.KeepAll();
    }

    private static string[] Numbers(int from, int count) => [.. Enumerable.Range(from, count).Select(i => $"{i}")];

    private void PublishMany(int count, int from = 0, int padding = 0)
    {
        for (var i = from; i < from + count; i++)
        {
            broker.Publish("q", padding > 0 ? $"{i}:{new string('x', padding)}" : $"{i}");
            if (i % 5 == 4)
                broker.Commit();
        }
        broker.Commit();
    }

    private Settlement[] Take(int count)
    {
        var taken = new List<Settlement>();
        while (taken.Count < count && broker.Queue("q").TryTake(out var message, out _))
            taken.Add(message);
        return [.. taken];
    }

    private string[] TakeAndSettle(int count)
    {
        var taken = Take(count);
        var bodies = Array.ConvertAll(taken, message => broker.BodyOf(message));
        broker.Queue("q").Acknowledge(taken);
        return bodies;
    }

    private void Crash()
    {
        broker.Commit();
        Reopen(broker.Crash(CrashStyle.LosesAll));
    }

    private void Restart(bool isClean = false)
    {
        if (isClean)
            Reopen(broker.Stop());
        else
            Crash();
    }

    private void Reopen(SimulatedDevice device)
    {
        broker = new DrivenBroker(device, FileOctets, few);
        broker.Hold();
    }
}
