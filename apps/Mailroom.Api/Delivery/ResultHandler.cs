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

    public async Task HandleAsync(MailroomEvent content, CancellationToken cancellation)
    {
        if (content is not AttemptEvent result)
            throw new EventRefusedException($"{content.RoutingKey} is nothing that a bot tells of an attempt.");
        // Events come twice so rarely that PostgreSQL is asked only after it has refused one: the next try then finds why.
        var looks = database.Provider == DatabaseProvider.Sqlite;
        await database.WriteAsync(
            (db, token) =>
            {
                var looksFirst = looks;
                looks = true;
                return ApplyAsync(db, result, looksFirst, token);
            },
            cancellation);
    }

    private async Task<bool> ApplyAsync(MailroomDb db, AttemptEvent result, bool looksFirst, CancellationToken cancellation)
    {
        // First the lock: whoever else handles the same event has then either not begun, or is done.
        var message = (await database.LockAsync(db, [result.MessageId], cancellation)).SingleOrDefault() ??
            throw new EventRefusedException($"There is no message {result.MessageId}.");
        // Nor is it noted as applied: the mail that was sent again may come to the same end, in an event of the same id.
        if (result.FirstAttempt < message.FirstAttempt)
            return false;
        if (looksFirst && await db.AppliedEvents.AnyAsync(row => row.Id == result.Id, cancellation))
            return false;
        db.AppliedEvents.Add(new AppliedEvent { Id = result.Id, AppliedAt = time.GetUtcNow() });
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
