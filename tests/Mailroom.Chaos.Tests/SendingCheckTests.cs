using Mailroom.Chaos.Checking;
using Mailroom.Chaos.Ledgers;

namespace Mailroom.Chaos.Tests;

/// <summary>A check that finds nothing shows nothing: each broken promise has to be seen.</summary>
public class SendingCheckTests
{
    private static readonly Guid Id = Guid.NewGuid();
    private readonly ChaosLedger ledger = new();

    public SendingCheckTests() => ledger.Accept("mail", Id);

    [Fact]
    public void Sent_AndTakenOnce_IsRight() => Found(1, false, Message("sent", ("started", 1), ("sent", 1))).ShouldBeEmpty();

    [Fact]
    public void Sent_AfterBeingPutOff_IsRight() =>
        Found(1, false, Message("sent", ("started", 1), ("deferred", 1), ("started", 2), ("sent", 2))).ShouldBeEmpty();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Uncertain_TakenOrNot_IsRight(int taken) =>
        Found(taken, false, Message("uncertain", ("started", 1), ("uncertain", 1))).ShouldBeEmpty();

    [Fact]
    public void Uncertain_TakenTwice_IsWrong() =>
        Found(2, false, Message("uncertain", ("uncertain", 1))).ShouldBe([ViolationKind.SentTwice]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sent_AndTakenTwice_IsRightOnlyWhereItIsSaidThatItMayBe(bool isSaid)
    {
        var message = isSaid ? Message("sent", ("uncertain", 1), ("sent", 2)) : Message("sent", ("sent", 1));

        Found(2, true, message).ShouldBe(isSaid ? [] : [ViolationKind.SentTwice]);
    }

    [Fact]
    public void Sent_AndNotTaken_IsWrong() => Found(0, false, Message("sent", ("sent", 1))).ShouldBe([ViolationKind.NotSent]);

    [Theory]
    [InlineData(true, 0, true)]
    [InlineData(true, 1, false)]
    [InlineData(false, 0, false)]
    public void Cancelled_IsRightWhereItWasWantedAndNotTaken(bool isWanted, int taken, bool isRight)
    {
        if (isWanted)
            ledger.Cancel("mail");

        Found(taken, false, Message("cancelled")).ShouldBe(isRight ? [] : [ViolationKind.Cancelled]);
    }

    [Fact]
    public void Accepted_AndNotThere_IsLost() => Found(0, false).ShouldBe([ViolationKind.Lost]);

    [Fact]
    public void Accepted_AndThereTwice_IsWrong() =>
        Found(1, false, Message("sent", ("sent", 1)), Message("sent", ("sent", 1)) with { Id = Guid.NewGuid() })
            .ShouldBe([ViolationKind.AcceptedTwice]);

    [Theory]
    [InlineData("failed", ViolationKind.Failed)]
    [InlineData("queued", ViolationKind.Unsettled)]
    [InlineData("deferred", ViolationKind.Unsettled)]
    internal void EndedOtherwise_IsWrong(string state, ViolationKind kind) => Found(0, false, Message(state)).ShouldBe([kind]);

    [Fact]
    public void Timeline_ThatTellsTheSameTwice_IsWrong() =>
        Found(1, false, Message("sent", ("started", 1), ("started", 1), ("sent", 1))).ShouldBe([ViolationKind.Timeline]);

    [Fact]
    public void Timeline_ThatTellsTwoEndsOfAnAttempt_IsWrong() =>
        Found(1, false, Message("sent", ("deferred", 1), ("sent", 1))).ShouldBe([ViolationKind.Timeline]);

    [Fact]
    public void Mail_ThatTheApiDoesNotKnow_IsLost()
    {
        new SendingCheck(ledger, new Dictionary<string, int> { ["mail"] = 1, ["other"] = 1 }, false)
            .Run([Message("sent", ("sent", 1))]);

        ledger.Violations.Select(violation => violation.Subject).ShouldBe(["other"]);
    }

    private static FoundMessage Message(string state, params (string Kind, int Attempt)[] timeline) =>
        new(Id, "mail", state, [("accepted", null), .. timeline.Select(entry => (entry.Kind, (int?)entry.Attempt))]);

    private IEnumerable<ViolationKind> Found(int taken, bool isSentAgain, params FoundMessage[] messages)
    {
        var counts = taken > 0 ? new Dictionary<string, int> { ["mail"] = taken } : [];
        new SendingCheck(ledger, counts, isSentAgain).Run(messages);
        return ledger.Violations.Select(violation => violation.Kind);
    }
}
