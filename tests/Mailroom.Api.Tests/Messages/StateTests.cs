using Mailroom.Api.Data;
using Mailroom.Mail;

namespace Mailroom.Api.Tests.Messages;

/// <summary>The state of a message is made of all that is known, in whatever order it came.</summary>
public class StateTests
{
    private static readonly AttemptStep[] steps =
    [
        AttemptStep.Queued, AttemptStep.Started, AttemptStep.Deferred, AttemptStep.Uncertain, AttemptStep.Cancelled, AttemptStep.Failed,
        AttemptStep.Sent,
    ];

    [Fact]
    public void Advance_InAnyOrderWithAnyRepetition_EndsInTheSameState()
    {
        var random = new Random(4711);
        for (var run = 0; run < 20_000; run++)
        {
            var facts = Enumerable.Range(0, random.Next(1, 8))
                .Select(_ => (Attempt: random.Next(1, 4), Step: steps[random.Next(steps.Length)])).ToArray();
            var isCancelling = random.Next(4) == 0;

            var inOrder = Play(facts, isCancelling);
            var shuffled = facts.Concat(facts.Where(_ => random.Next(2) == 0)).ToArray();
            random.Shuffle(shuffled);
            var otherwise = Play(shuffled, isCancelling);

            (otherwise.State, otherwise.Attempt, otherwise.Step).ShouldBe(
                (inOrder.State, inOrder.Attempt, inOrder.Step), $"run {run}: {string.Join(", ", facts)} as {string.Join(", ", shuffled)}");
            if (facts.Any(fact => fact.Step == AttemptStep.Sent))
                inOrder.State.ShouldBe(MessageState.Sent);
        }
    }

    [Fact]
    public void Advance_NeverLeavesSent()
    {
        foreach (var step in steps)
        {
            var message = New();
            message.Advance(1, AttemptStep.Sent);
            message.Advance(2, step);
            message.State.ShouldBe(MessageState.Sent);
        }
    }

    [Fact]
    public void Cancel_WhileAnAttemptRuns_ShowsUntilItEnds()
    {
        var message = New();
        message.Advance(1, AttemptStep.Queued);
        message.Cancel();
        message.Advance(1, AttemptStep.Started);
        message.State.ShouldBe(MessageState.Cancelling);
        message.Advance(1, AttemptStep.Deferred);
        message.State.ShouldBe(MessageState.Cancelling);
        message.Advance(2, AttemptStep.Cancelled);
        message.State.ShouldBe(MessageState.Cancelled);
    }

    [Fact]
    public void BeginAgain_ForgetsTheCancellation_AndWhatComesLateOfBefore()
    {
        var message = New();
        message.Cancel();
        message.Advance(1, AttemptStep.Cancelled);
        message.BeginAgain();
        message.Advance(1, AttemptStep.Failed).ShouldBeFalse();
        message.State.ShouldBe(MessageState.Accepted);
        message.Advance(2, AttemptStep.Started);
        message.State.ShouldBe(MessageState.Sending);
    }

    private static Message Play(IEnumerable<(int Attempt, AttemptStep Step)> facts, bool isCancelling)
    {
        var message = New();
        if (isCancelling)
            message.Cancel();
        foreach (var (attempt, step) in facts)
            message.Advance(attempt, step);
        return message;
    }

    private static Message New() => new Message
    {
        Id = Guid.CreateVersion7(),
        MailId = "a@b",
        From = new MailAddress(null, "a@b"),
        To = [],
        Cc = [],
        Bcc = [],
        ReplyTo = [],
        Subject = "",
        Attachments = [],
        Headers = new Dictionary<string, string>(),
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
        Size = 0,
    }.Begin();
}
