using Mailroom.Bot.Ledgers;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;

namespace Mailroom.Bot.Sending;

/// <summary>Tells the API what becomes of mails, and the broker when to come back with one.</summary>
/// <param name="publisher">To the broker.</param>
/// <param name="ladder">The waits for which the broker has queues.</param>
/// <param name="time">For the events.</param>
internal sealed class OutcomePublisher(IEventPublisher publisher, RetryLadder ladder, TimeProvider time)
{
    public Task PublishStartedAsync(SendMail command, string bot, CancellationToken cancellation) => publisher.PublishAsync(
        new AttemptStarted
        {
            Id = EventIds.For(new AttemptKey(command.MessageId, command.Attempt), "started"),
            CorrelationId = command.CorrelationId,
            Time = time.GetUtcNow(),
            MessageId = command.MessageId,
            Attempt = command.Attempt,
            Bot = bot,
        },
        cancellation);

    /// <summary>Publishes a recorded end, after the attempt that follows it. Not given up when the bot stops: the end is final.</summary>
    public async Task PublishAsync(SendMail command, AttemptEnd end)
    {
        if (end.NextWait is { } wait)
            await LaterAsync(Next(command, end), wait, CancellationToken.None);
        await publisher.PublishAsync(end.Outcome, CancellationToken.None);
    }

    /// <summary>Publishes an end whose command is elsewhere: it publishes the next attempt when it comes again.</summary>
    public Task PublishAsync(AttemptEnd end, CancellationToken cancellation) => publisher.PublishAsync(end.Outcome, cancellation);

    /// <summary>Has a command come again when somebody else may have ended what it is about.</summary>
    /// <exception cref="AttemptRunningException">There are no waits, so it has to wait here.</exception>
    public Task PostponeAsync(SendMail command, CancellationToken cancellation) => ladder.Waits.Count > 0
        ? publisher.PublishLaterAsync(command, ladder.Waits[0], cancellation)
        : throw new AttemptRunningException($"Attempt {command.Attempt} of {command.MessageId} is being made elsewhere.");

    /// <summary>Says what a mail that is not sent any more has come to.</summary>
    /// <param name="key">The latest attempt that was told of, or a later one: about an earlier one nobody wants to know any more.</param>
    /// <param name="firstAttempt">Of what is cancelled.</param>
    /// <param name="found">What had been tried.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task PublishCancelledAsync(AttemptKey key, int firstAttempt, CancelResult found, CancellationToken cancellation)
    {
        if (found.IsSent)
            return Task.CompletedTask;
        // It can't be said that it was not sent.
        if (found.UncertainAttempt is not null)
        {
            return publisher.PublishAsync(
                new MailUncertain
                {
                    Id = EventIds.For(key, "uncertain-cancelled"),
                    CorrelationId = key.MessageId.ToString(),
                    Time = time.GetUtcNow(),
                    MessageId = key.MessageId,
                    Attempt = key.Attempt,
                    FirstAttempt = firstAttempt,
                    Reason = "Cancelled; it is not sent again, but it may have been sent before.",
                    IsSentAgain = false,
                },
                cancellation);
        }
        return publisher.PublishAsync(
            new MailCancelled
            {
                Id = EventIds.For(key, "cancelled"),
                CorrelationId = key.MessageId.ToString(),
                Time = time.GetUtcNow(),
                MessageId = key.MessageId,
                Attempt = key.Attempt,
                FirstAttempt = firstAttempt,
            },
            cancellation);
    }

    private static SendMail Next(SendMail command, AttemptEnd end) => command with
    {
        Id = EventIds.For(new AttemptKey(command.MessageId, command.Attempt + 1), "send"),
        Attempt = command.Attempt + 1,
        Recipients = end.Recipients ?? command.Recipients,
        IsRemainder = command.IsRemainder || end.Recipients is not null,
    };

    private Task LaterAsync(SendMail command, TimeSpan wait, CancellationToken cancellation)
    {
        // What was recorded under other settings waits as long as there is a queue for.
        if (ladder.Waits.Count == 0)
            return publisher.PublishAsync(command, cancellation);
        return publisher.PublishLaterAsync(command, ladder.Waits.MinBy(known => (known - wait).Duration()), cancellation);
    }
}
