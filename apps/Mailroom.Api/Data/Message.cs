using Mailroom.Mail;

namespace Mailroom.Api.Data;

/// <summary>A mail to be sent: what lists show, and where it is. Small, because it is rewritten at every step.</summary>
internal sealed class Message
{
    /// <summary>Of version 7, so that ids sort by the time they were made.</summary>
    public required Guid Id { get; init; }

    public MessageState State { get; private set; }

    /// <summary>The latest attempt that is known of, from 1.</summary>
    public int Attempt { get; private set; } = 1;

    /// <summary>The first of those that follow by themselves: 1, or that of the last time it was sent again.</summary>
    public int FirstAttempt { get; private set; } = 1;

    /// <summary>How far that attempt is.</summary>
    public AttemptStep Step { get; private set; }

    public bool IsCancelling { get; private set; }

    /// <summary>Without angle brackets; the same for every attempt.</summary>
    public required string MailId { get; init; }

    public required MailAddress From { get; init; }

    public required IReadOnlyList<MailAddress> To { get; init; }

    public required IReadOnlyList<MailAddress> Cc { get; init; }

    public required IReadOnlyList<MailAddress> Bcc { get; init; }

    public required IReadOnlyList<MailAddress> ReplyTo { get; init; }

    public required string Subject { get; init; }

    public required IReadOnlyList<AttachmentInfo> Attachments { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The received mail that it answers.</summary>
    public Guid? InReplyTo { get; init; }

    public DateTimeOffset? SendAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Of the mail as it is sent.</summary>
    public required int Size { get; init; }

    /// <summary>What the last server said, or what went wrong.</summary>
    public string? Detail { get; set; }

    public bool IsFinal => State is MessageState.Sent or MessageState.Failed or MessageState.Uncertain or MessageState.Cancelled;

    /// <summary>The state that a new message begins with.</summary>
    public MessageState FirstState => SendAt > CreatedAt ? MessageState.Scheduled : MessageState.Accepted;

    /// <summary>Sets what a new message begins with.</summary>
    public Message Begin()
    {
        State = FirstState;
        return this;
    }

    /// <summary>
    /// Takes note of what is known of an attempt. Of all that ever comes the furthest counts, so that the order in which it comes, and
    /// how often, make no difference; and that it was sent can't be undone.
    /// </summary>
    /// <returns>Whether it was news.</returns>
    public bool Advance(int attempt, AttemptStep step)
    {
        var isFurther = step == AttemptStep.Sent || attempt > Attempt || (attempt == Attempt && step > Step);
        var isSent = Step == AttemptStep.Sent;
        Attempt = Math.Max(attempt, Attempt);
        if (isSent || !isFurther)
            return false;
        Step = step;
        State = Derive();
        return true;
    }

    /// <summary>It is not to be sent, if that is still possible.</summary>
    public void Cancel()
    {
        IsCancelling = true;
        State = Derive();
    }

    /// <summary>One more attempt, after all others have come to an end.</summary>
    public void BeginAgain()
    {
        Attempt++;
        FirstAttempt = Attempt;
        Step = AttemptStep.Waiting;
        IsCancelling = false;
        State = MessageState.Accepted;
        Detail = null;
    }

    private MessageState Derive() => Step switch
    {
        AttemptStep.Sent => MessageState.Sent,
        AttemptStep.Failed => MessageState.Failed,
        AttemptStep.Uncertain => MessageState.Uncertain,
        AttemptStep.Cancelled => MessageState.Cancelled,
        _ when IsCancelling => MessageState.Cancelling,
        AttemptStep.Deferred => MessageState.Deferred,
        AttemptStep.Started => MessageState.Sending,
        AttemptStep.Queued => MessageState.Queued,
        _ => State,
    };
}
