using Mailroom.Api.Data;
using Mailroom.Api.Delivery;
using Mailroom.Api.Settings;
using Microsoft.EntityFrameworkCore;

namespace Mailroom.Api.Messages;

/// <summary>What clients can do with messages. All of it is done in the database alone; the relay brings it to the bots.</summary>
internal sealed class MessageStore(Database database, ApiOptions options, OutboxSignal outbox, TimeProvider time)
{
    private DateTimeOffset OldestKey => time.GetUtcNow() - options.IdempotencyLife;

    /// <summary>What the client's key for its request has led to before.</summary>
    /// <returns>Null when it is a new request.</returns>
    public async Task<AcceptOutcome?> FindAsync(ClientRequest request, CancellationToken cancellation)
    {
        await using var db = database.Open();
        return await FindAsync(db, request, cancellation);
    }

    /// <summary>Stores a new message. To be called when <see cref="FindAsync(ClientRequest, CancellationToken)"/> has found nothing.</summary>
    public async Task<AcceptOutcome> AcceptAsync(ComposedMessage composed, ClientRequest request, CancellationToken cancellation)
    {
        // The caller has looked, so a request with the same key can only have come since. PostgreSQL sees that conflict, and the
        // next try then finds the other request.
        var looks = database.Provider == DatabaseProvider.Sqlite;
        var outcome = await database.WriteAsync(
            (db, token) =>
            {
                var looksFirst = looks;
                looks = true;
                return AddAsync(db, composed, request, looksFirst, token);
            },
            cancellation);
        outbox.Set();
        return outcome;
    }

    /// <summary>A mail that nobody can have begun to send is cancelled at once; else the bots are asked.</summary>
    /// <returns>Null when there is no such message; also when it was too late, which the message shows.</returns>
    public async Task<Message?> CancelAsync(Guid id, CancellationToken cancellation)
    {
        var message = await database.WriteAsync((db, token) => CancelAsync(db, id, token), cancellation);
        outbox.Set();
        return message;
    }

    /// <summary>One more attempt for a message whose attempts have all come to an end without success.</summary>
    /// <returns>Null when there is no such message; and whether it is sent again.</returns>
    public async Task<(Message? Message, bool IsDone)> SendAgainAsync(Guid id, CancellationToken cancellation)
    {
        var result = await database.WriteAsync((db, token) => SendAgainAsync(db, id, token), cancellation);
        outbox.Set();
        return result;
    }

    private async Task<AcceptOutcome> AddAsync(
        MailroomDb db, ComposedMessage composed, ClientRequest request, bool looksFirst, CancellationToken cancellation)
    {
        if (looksFirst && await FindAsync(db, request, cancellation) is { } before)
            return before;
        var message = composed.Message;
        if (request.IdempotencyKey is { } key)
        {
            if (looksFirst)
            {
                // Left over from a request that is too old to count. A new one may have come between, and must stay.
                var oldest = OldestKey;
                await db.IdempotencyKeys.Where(row => row.Owner == request.Owner && row.Key == key && row.CreatedAt <= oldest)
                    .ExecuteDeleteAsync(cancellation);
            }
            db.IdempotencyKeys.Add(new IdempotencyKey
            {
                Owner = request.Owner,
                Key = key,
                RequestHash = request.Hash,
                MessageId = message.Id,
                CreatedAt = message.CreatedAt,
            });
        }
        db.Messages.Add(message);
        db.MessageBodies.Add(composed.Body);
        var kind = message.State == MessageState.Scheduled ? TimelineKind.Scheduled : TimelineKind.Accepted;
        db.Timeline.Add(MessageEvents.Entry(message, kind, message.CreatedAt));
        db.Outbox.Add(MessageEvents.Send(message, composed.Body, message.CreatedAt));
        await db.SaveChangesAsync(cancellation);
        return new AcceptOutcome(message, IsReplay: false);
    }

    private async Task<AcceptOutcome?> FindAsync(MailroomDb db, ClientRequest request, CancellationToken cancellation)
    {
        if (request.IdempotencyKey is not { } key)
            return null;
        var oldest = OldestKey;
        var found = await db.IdempotencyKeys.SingleOrDefaultAsync(
            row => row.Owner == request.Owner && row.Key == key && row.CreatedAt > oldest, cancellation);
        if (found is null)
            return null;
        if (found.RequestHash != request.Hash)
            return new AcceptOutcome(null, IsReplay: false);
        var message = await db.Messages.SingleAsync(row => row.Id == found.MessageId, cancellation);
        return new AcceptOutcome(message, IsReplay: true);
    }

    private async Task<Message?> CancelAsync(MailroomDb db, Guid id, CancellationToken cancellation)
    {
        var message = (await database.LockAsync(db, [id], cancellation)).SingleOrDefault();
        if (message is null || message.IsFinal || message.IsCancelling)
            return message;
        var now = StoredTime.Round(time.GetUtcNow());
        var taken = await db.Outbox.Where(row => row.MessageId == id && row.Attempt != null && row.ClaimedUntil == null)
            .ExecuteDeleteAsync(cancellation);
        message.UpdatedAt = now;
        if (taken > 0)
        {
            message.Advance(message.Attempt, AttemptStep.Cancelled);
            db.Timeline.Add(MessageEvents.Entry(message, TimelineKind.Cancelled, now));
        }
        else
        {
            message.Cancel();
            db.Timeline.Add(MessageEvents.Entry(message, TimelineKind.Cancelling, now));
            db.Outbox.Add(MessageEvents.Cancel(message, now));
        }
        await db.SaveChangesAsync(cancellation);
        return message;
    }

    private async Task<(Message? Message, bool IsDone)> SendAgainAsync(MailroomDb db, Guid id, CancellationToken cancellation)
    {
        var message = (await database.LockAsync(db, [id], cancellation)).SingleOrDefault();
        if (message is null || !message.IsFinal || message.State == MessageState.Sent)
            return (message, false);
        var now = StoredTime.Round(time.GetUtcNow());
        message.BeginAgain();
        message.UpdatedAt = now;
        var body = await db.MessageBodies.Where(row => row.Id == id)
            .Select(row => new MessageBody
            {
                Id = row.Id,
                Search = "",
                EnvelopeFrom = row.EnvelopeFrom,
                Recipients = row.Recipients,
                Content = Array.Empty<byte>(),
            }).SingleAsync(cancellation);
        db.Timeline.Add(MessageEvents.Entry(message, TimelineKind.SentAgain, now, message.Attempt));
        db.Outbox.Add(MessageEvents.Send(message, body, now));
        await db.SaveChangesAsync(cancellation);
        return (message, true);
    }
}
