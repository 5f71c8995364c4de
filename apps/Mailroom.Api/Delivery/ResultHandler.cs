using Mailroom.Api.Data;
using Mailroom.Api.Messages;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;
using Microsoft.EntityFrameworkCore;

namespace Mailroom.Api.Delivery;

/// <summary>Writes down what the bots tell of their attempts, each event once.</summary>
internal sealed class ResultHandler(Database database, TimeProvider time) : IEventHandler
{
    private const int MaxDetail = 2000;

    public Task HandleAsync(MailroomEvent content, CancellationToken cancellation) => content is AttemptEvent result
        ? ApplyAsync(result.Id, result.MessageId, _ => result, cancellation)
        : throw new EventRefusedException($"{content.RoutingKey} is nothing that a bot tells of an attempt.");

    /// <summary>Writes down what follows from an event, unless that has been done.</summary>
    /// <param name="id">Of the event.</param>
    /// <param name="messageId">Of the message that it is about.</param>
    /// <param name="tell">Says what it tells, from the message as it is.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether anything was written down.</returns>
    /// <exception cref="EventRefusedException">There is no such message.</exception>
    public async Task<bool> ApplyAsync(
        string id, Guid messageId, Func<Message, AttemptEvent> tell, CancellationToken cancellation)
    {
        // Events come twice so rarely that PostgreSQL is asked only after it has refused one: the next try then finds why.
        var looks = database.Provider == DatabaseProvider.Sqlite;
        return await database.WriteAsync(
            (db, token) =>
            {
                var looksFirst = looks;
                looks = true;
                return ApplyAsync(db, id, messageId, tell, looksFirst, token);
            },
            cancellation);
    }

    private async Task<bool> ApplyAsync(
        MailroomDb db, string id, Guid messageId, Func<Message, AttemptEvent> tell, bool looksFirst, CancellationToken cancellation)
    {
        // First the lock: whoever else handles the same event has then either not begun, or is done.
        var message = (await database.LockAsync(db, [messageId], cancellation)).SingleOrDefault() ??
            throw new EventRefusedException($"There is no message {messageId}.");
        var result = tell(message);
        // Nor is it noted as applied: the mail that was sent again may come to the same end, in an event of the same id.
        if (result.FirstAttempt < message.FirstAttempt)
            return false;
        if (looksFirst && await db.AppliedEvents.AnyAsync(row => row.Id == id, cancellation))
            return false;
        db.AppliedEvents.Add(new AppliedEvent { Id = id, AppliedAt = time.GetUtcNow() });
        var (step, kind, words) = Read(result);
        var detail = Clean(words);
        if (message.Advance(result.Attempt, step))
        {
            message.UpdatedAt = StoredTime.Round(time.GetUtcNow());
            message.Detail = detail;
        }
        db.Timeline.Add(MessageEvents.Entry(message, kind, result.Time, result.Attempt, detail));
        foreach (var refused in (result as MailSent)?.Refused ?? [])
        {
            db.Timeline.Add(MessageEvents.Entry(
                message, TimelineKind.Refused, result.Time, result.Attempt, Clean($"{refused.Address}: {refused.Reply}")));
        }
        await db.SaveChangesAsync(cancellation);
        return true;
    }

    // Servers say what they like; PostgreSQL has no NUL in texts, and lists show all of it.
    private static string? Clean(string? words)
    {
        if (words?.Length > MaxDetail)
            words = words[..(char.IsHighSurrogate(words[MaxDetail - 1]) ? MaxDetail - 1 : MaxDetail)];
        return words?.Replace('\0', ' ');
    }

    private static (AttemptStep Step, string Kind, string? Detail) Read(AttemptEvent result) => result switch
    {
        AttemptStarted started => (AttemptStep.Started, TimelineKind.Started, started.Bot),
        MailSent sent => (AttemptStep.Sent, TimelineKind.Sent, sent.Reply),
        MailDeferred deferred => (AttemptStep.Deferred, TimelineKind.Deferred, deferred.Reason),
        MailFailed failed => (AttemptStep.Failed, TimelineKind.Failed, failed.Reason),
        // The next attempt comes by itself, so nobody has to decide anything.
        MailUncertain { IsSentAgain: true } uncertain => (AttemptStep.Deferred, TimelineKind.Uncertain, uncertain.Reason),
        MailUncertain uncertain => (AttemptStep.Uncertain, TimelineKind.Uncertain, uncertain.Reason),
        MailCancelled => (AttemptStep.Cancelled, TimelineKind.Cancelled, null),
        _ => throw new EventRefusedException($"{result.RoutingKey} is not known."),
    };
}
