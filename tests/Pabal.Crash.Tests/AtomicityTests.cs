using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Tests;

public class AtomicityTests
{
    private readonly History history = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void UnconfirmedMessage_InAllItsQueuesOrNone_IsRight(bool there)
    {
        var message = history.Sent(History.Queue, History.Other);

        if (there)
            history.RestartWith((History.Queue, [message]), (History.Other, [message]));
        else
            history.Restart();

        history.Found.ShouldBeEmpty();
    }

    [Fact]
    public void UnconfirmedMessage_InOneOfItsQueues_IsHalf()
    {
        var message = history.Sent(History.Queue, History.Other);

        history.RestartWith((History.Other, [message]));

        history.Found.ShouldBe([ViolationKind.Half]);
    }

    [Fact]
    public void UnconfirmedMessage_AcknowledgedInTheOtherQueue_IsRight()
    {
        var message = history.Sent(History.Queue, History.Other);
        history.Settled(message, History.Queue);

        history.RestartWith((History.Other, [message]));

        history.Found.ShouldBeEmpty();
    }

    [Fact]
    public void Transaction_OfWhichOneMessageIsThere_IsHalf()
    {
        var publication = new Publication();
        var (first, _) = (history.Prepared(publication), history.Prepared(publication, History.Other));
        history.Ledger.Send(publication);

        history.Restart(first);

        history.Found.ShouldBe([ViolationKind.Half]);
    }

    [Fact]
    public void Transaction_CommittedAndPartlyMissing_IsLost()
    {
        var publication = new Publication();
        var (first, _) = (history.Prepared(publication), history.Prepared(publication, History.Other));
        history.Ledger.Send(publication);
        history.Ledger.Confirm(publication);

        history.Restart(first);

        history.Found.ShouldBe([ViolationKind.Lost]);
    }

    [Fact]
    public void Transaction_ThatWasNotCommitted_MustNotBeThere()
    {
        var message = history.Prepared(new Publication());

        history.Restart(message);

        history.Found.ShouldBe([ViolationKind.Uncommitted]);
    }

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(false, false, false)]
    public void Transaction_ThatMovesAMessage_IsWholeWhenOneOfBothIsThere(bool source, bool target, bool whole)
    {
        var (taken, moved) = Move(out _);

        history.RestartWith((History.Queue, source ? [taken] : []), (History.Other, target ? [moved] : []));

        history.Found.ShouldBe(whole ? [] : [ViolationKind.Half]);
    }

    [Fact]
    public void Transaction_CommittedWithItsAcknowledgementUndone_IsHalf()
    {
        var (taken, moved) = Move(out var publication);
        history.Ledger.Confirm(publication);

        history.RestartWith((History.Queue, [taken]), (History.Other, [moved]));

        history.Found.ShouldBe([ViolationKind.Half]);
    }

    private (Message Taken, Message Moved) Move(out Publication publication)
    {
        var taken = history.Confirmed();
        publication = new Publication();
        var moved = history.Prepared(publication, History.Other);
        publication.Settles.Add(taken.Copies[0]);
        history.Ledger.Send(publication);
        return (taken, moved);
    }
}
