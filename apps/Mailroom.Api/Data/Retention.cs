using Mailroom.Api.Settings;
using Microsoft.EntityFrameworkCore;

namespace Mailroom.Api.Data;

/// <summary>Removes messages and received mails that were kept for as long as is configured. What has not ended stays.</summary>
internal sealed class Retention(Database database, ApiOptions options, TimeProvider time)
{
    // Few, because each may be as large as a mail can be: others have their turn between two changes.
    private const int MailsAtATime = 50;

    private const int EntriesAtATime = 1000;

    public async Task SweepAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (options.MessageRetention is { } messages)
        {
            // As long as its key is known, a request that is made again asks for its message.
            var oldest = now - (messages > options.IdempotencyLife ? messages : options.IdempotencyLife);
            await RepeatAsync(MailsAtATime, (db, token) => RemoveMessagesAsync(db, oldest, token));
        }
        if (options.ReceivedRetention is { } received)
        {
            // Ids are of version 7 and made when a mail is stored; mailboxes may date a mail as they like.
            var last = Guid.CreateVersion7(now - received);
            await RepeatAsync(MailsAtATime, (db, token) => RemoveReceivedAsync(db, last, token));
            await RepeatAsync(EntriesAtATime, (db, token) => RemoveEntriesAsync(db, last, token));
        }

        async Task RepeatAsync(int atATime, Func<MailroomDb, CancellationToken, Task<int>> remove)
        {
            int found;
            do
            {
                found = await database.WriteAsync(remove, cancellation);
            }
            while (found == atATime);
        }
    }

    private async Task<int> RemoveMessagesAsync(MailroomDb db, DateTimeOffset oldest, CancellationToken cancellation)
    {
        var last = Guid.CreateVersion7(oldest);
        // A mail that was sent goes on for those recipients that the server has put off: then its timeline does.
        var found = await db.Messages
            .Where(row => row.State == MessageState.Sent || row.State == MessageState.Failed
                || row.State == MessageState.Uncertain || row.State == MessageState.Cancelled)
            .Where(row => row.Id.CompareTo(last) <= 0 && row.UpdatedAt <= oldest)
            .Where(row => !db.Outbox.Any(entry => entry.MessageId == row.Id))
            .Where(row => !db.Timeline.Any(entry => entry.MessageId == row.Id && entry.Time > oldest))
            .OrderBy(row => row.Id).Take(MailsAtATime).Select(row => row.Id).ToArrayAsync(cancellation);
        // One that is just being sent again is not meant any more.
        var messages = await database.LockAsync(db, found, cancellation);
        var ids = messages.Where(message => message.IsFinal && message.UpdatedAt <= oldest).Select(message => message.Id).ToList();
        db.ChangeTracker.Clear();
        var links = ids.ConvertAll(id => (Guid?)id);
        var received = await db.Timeline.Where(entry => links.Contains(entry.MessageId) && entry.ReceivedId != null)
            .Select(entry => entry.ReceivedId!.Value).ToListAsync(cancellation);
        await db.Received.Where(row => received.Contains(row.Id) && links.Contains(row.MessageId))
            .ExecuteUpdateAsync(row => row.SetProperty(mail => mail.MessageId, (Guid?)null), cancellation);
        await db.Timeline.Where(entry => links.Contains(entry.MessageId)).ExecuteDeleteAsync(cancellation);
        await db.MessageBodies.Where(row => ids.Contains(row.Id)).ExecuteDeleteAsync(cancellation);
        await db.Messages.Where(row => ids.Contains(row.Id)).ExecuteDeleteAsync(cancellation);
        return found.Length;
    }

    private static async Task<int> RemoveReceivedAsync(MailroomDb db, Guid last, CancellationToken cancellation)
    {
        var found = await db.Received.Where(row => row.Id.CompareTo(last) <= 0)
            .OrderBy(row => row.Id).Take(MailsAtATime).Select(row => new { row.Id, row.MessageId }).ToListAsync(cancellation);
        var ids = found.ConvertAll(row => row.Id);
        var links = ids.ConvertAll(id => (Guid?)id);
        var messages = found.Where(row => row.MessageId is not null).Select(row => row.MessageId).ToList();
        // It stands in the timeline of a message that stays.
        await db.Timeline.Where(entry => messages.Contains(entry.MessageId) && links.Contains(entry.ReceivedId))
            .ExecuteUpdateAsync(entry => entry.SetProperty(row => row.ReceivedId, (Guid?)null), cancellation);
        await db.ReceivedAttachments.Where(row => ids.Contains(row.ReceivedId)).ExecuteDeleteAsync(cancellation);
        await db.ReceivedBodies.Where(row => ids.Contains(row.Id)).ExecuteDeleteAsync(cancellation);
        await db.Received.Where(row => ids.Contains(row.Id)).ExecuteDeleteAsync(cancellation);
        return ids.Count;
    }

    // Those of mails that belong to no message, the oldest first: there is no index by which those of a single mail could be found.
    private static Task<int> RemoveEntriesAsync(MailroomDb db, Guid last, CancellationToken cancellation) => db.Timeline
        .Where(row => db.Timeline.Where(entry => entry.MessageId == null && entry.ReceivedId!.Value.CompareTo(last) <= 0)
            .OrderBy(entry => entry.Id).Take(EntriesAtATime).Select(entry => entry.Id).Contains(row.Id))
        .ExecuteDeleteAsync(cancellation);
}
