using System.Diagnostics;
using Pabal.Crash.Checking;
using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Tests;

public class RestartCheckTests
{
    private readonly History history = new();

    [Fact]
    public void Confirmed_AndThere_IsRight()
    {
        var messages = new[] { history.Confirmed(), history.Confirmed() };

        history.Restart(messages);
        history.Restart(messages);

        history.Found.ShouldBeEmpty();
    }

    [Fact]
    public void Confirmed_AndNotThere_IsLost()
    {
        var (first, _) = (history.Confirmed(), history.Confirmed());

        history.Restart(first);

        history.Found.ShouldBe([ViolationKind.Lost]);
    }

    [Fact]
    public void Unconfirmed_ThereOrNot_IsRight()
    {
        var (first, _) = (history.Sent(), history.Sent());

        history.Restart(first);

        history.Found.ShouldBeEmpty();
    }

    [Fact]
    public void Unconfirmed_FoundOnceAndNotAgain_IsLost()
    {
        var message = history.Sent();

        history.Restart(message);
        history.Restart();

        history.Found.ShouldBe([ViolationKind.Lost]);
    }

    [Fact]
    public void Unconfirmed_NotFoundOnceAndThereLater_IsResurrected()
    {
        var message = history.Sent();

        history.Restart();
        history.Restart(message);

        history.Found.ShouldBe([ViolationKind.Resurrected]);
    }

    [Fact]
    public void Message_TwiceInAQueue_IsDuplicated()
    {
        var message = history.Confirmed();

        history.Restart(message, message);

        history.Found.ShouldContain(ViolationKind.Duplicated);
    }

    [Fact]
    public void Messages_OfOnePublisherInAnotherOrder_AreReordered()
    {
        var (first, second) = (history.Confirmed(), history.Confirmed());

        history.Restart(second, first);

        history.Found.ShouldBe([ViolationKind.Reordered]);
    }

    [Fact]
    public void Message_OfAHigherPriorityBehindALowerOne_IsReordered()
    {
        var (first, second) = (history.Confirmed(), history.Confirmed());
        second.Priority = 1;

        history.Restart(first, second);

        history.Found.ShouldBe([ViolationKind.Reordered]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60_000)]
    public void DelayedMessage_IsEarlyUntilItsDelayIsOver(int delayMs)
    {
        var message = history.Confirmed();
        message.Delay = (Stopwatch.GetTimestamp(), TimeSpan.FromMilliseconds(delayMs));

        history.Restart(message);

        history.Found.ShouldBe(delayMs > 0 ? [ViolationKind.Early] : []);
    }

    [Fact]
    public void Acknowledged_ThereOrNot_IsRight()
    {
        var (first, second) = (history.Confirmed(), history.Confirmed());
        history.Settled(first);
        history.Settled(second);

        history.Restart(second);

        history.Found.ShouldBeEmpty();
    }

    [Fact]
    public void Acknowledged_GoneAndThereAgain_IsResurrected()
    {
        var message = history.Confirmed();
        history.Settled(message);

        history.Restart();
        history.Restart(message);

        history.Found.ShouldBe([ViolationKind.Resurrected]);
    }

    [Fact]
    public void Acknowledgement_LostInACrash_IsOwedAnew()
    {
        var message = history.Confirmed();
        history.Settled(message);

        history.Restart(message);
        history.Restart();

        history.Found.ShouldBe([ViolationKind.Lost]);
    }

    [Fact]
    public void Message_InAQueueItWasNotSentTo_IsResurrected()
    {
        var message = history.Confirmed();

        history.RestartWith((History.Queue, [message]), (History.Other, [message]));

        history.Found.ShouldBe([ViolationKind.Resurrected]);
    }

    [Fact]
    public void Delivered_AndNotMarked_IsUnmarked()
    {
        var message = history.Confirmed();
        history.Delivered(message, new Session("one", History.Queue));

        new RestartCheck(history.Ledger).Read(History.Queue).Observe(MessageBody.Create(message), redelivered: false);

        history.Found.ShouldBe([ViolationKind.Unmarked]);
    }

    [Fact]
    public void Body_WithOneOctetChanged_IsCorrupt()
    {
        var body = MessageBody.Create(history.Confirmed());
        body[^1] ^= 1;

        new RestartCheck(history.Ledger).Read(History.Queue).Observe(body, redelivered: false);

        history.Found.ShouldBe([ViolationKind.Corrupt]);
    }

    [Fact]
    public void DeletedQueue_HoldingWhatItHeld_IsResurrected()
    {
        var message = history.Confirmed();
        history.Ledger.Empty(History.Queue);
        history.Ledger.Drop(History.Queue);

        history.Restart(message);

        history.Found.ShouldBe([ViolationKind.Resurrected]);
    }

    [Fact]
    public void AutomaticQueue_WithoutItsHead_IsRight()
    {
        var (_, second) = (history.Confirmed(History.Automatic), history.Confirmed(History.Automatic));

        history.RestartWith((History.Automatic, [second]));

        history.Found.ShouldBeEmpty();
    }

    [Fact]
    public void AutomaticQueue_WithAGap_HasLostIt()
    {
        var (first, _, third) = (
            history.Confirmed(History.Automatic), history.Confirmed(History.Automatic), history.Confirmed(History.Automatic));

        history.RestartWith((History.Automatic, [first, third]));

        history.Found.ShouldBe([ViolationKind.Lost]);
    }
}
