using System.Text.Json;
using Mailroom.Api.Data;
using Mailroom.Api.Messages;
using Mailroom.Messaging.Events;
using Microsoft.EntityFrameworkCore;

namespace Mailroom.Api.Delivery;

/// <summary>
/// The events that wait for the broker. A relay claims some for a while, publishes them, and then says how that went; of several
/// relays each gets others. What a relay that crashed had claimed is published by another one: the same event, with the same id.
/// </summary>
internal sealed partial class Outbox(Database database, ApiMessaging messaging, TimeProvider time, ILogger<Outbox> logger)
{
    /// <summary>Events at a time.</summary>
    public const int MaxEvents = 256;

    // Of all events that are in memory at the same time; a single larger one is allowed.
    private const int MaxBytes = 16 << 20;

    // An event that fails alone is likely the reason itself: others get their turn before it is tried again.
    private static readonly TimeSpan setBack = TimeSpan.FromSeconds(10);

    private TimeSpan ClaimTime => (messaging.Options.Timeout * 2) + TimeSpan.FromSeconds(30);

    /// <summary>Takes what is due, the oldest first. What can't be read is set aside, so that it holds up nothing else.</summary>
    /// <param name="max">Events, at most.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<OutboxEvent>> ClaimAsync(int max, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = database.Open();
        // Most wake-ups find nothing, and reading costs no disk access.
        if (!await Due(db, now).AnyAsync(cancellation))
            return [];
        var claimed = await database.WriteAsync((writing, token) => ClaimAsync(writing, max, now, token), cancellation);
        var ids = claimed.Where(entry => entry.Attempt is not null).Select(entry => entry.MessageId!.Value).ToList();
        var contents = await db.MessageBodies.Where(body => ids.Contains(body.Id))
            .Select(body => new { body.Id, body.Content })
            .ToDictionaryAsync(body => body.Id, body => body.Content, cancellation);
        var events = new List<OutboxEvent>(claimed.Count);
        foreach (var entry in claimed)
        {
            try
            {
                var content = EventJson.Read(entry.Payload);
                if (content is SendMail command)
                    content = command with { Content = contents[command.MessageId] };
                events.Add(new OutboxEvent(entry.Id, entry.MessageId, entry.Attempt, content));
            }
            catch (Exception exception) when (exception is JsonException or KeyNotFoundException)
            {
                await RefuseAsync(entry.Id, entry.MessageId, entry.Attempt, $"Its command can't be read: {exception.Message}", cancellation);
            }
        }
        return events;
    }

    /// <summary>Removes what can never be published. A message whose command it is fails, and can be sent again.</summary>
    /// <param name="id">Of the entry.</param>
    /// <param name="messageId">Of the message that it is about, if it is.</param>
    /// <param name="attempt">Of the command to send that message; null for other events.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task RefuseAsync(long id, Guid? messageId, int? attempt, string reason, CancellationToken cancellation)
    {
        LogRefused(id, messageId, reason);
        await database.WriteAsync(
            async (db, token) =>
            {
                await db.Outbox.Where(row => row.Id == id).ExecuteDeleteAsync(token);
                if (messageId is { } failed && attempt is { } number)
                    await FailAsync(db, failed, number, reason, token);
                return true;
            },
            cancellation);
    }

    /// <summary>Removes what the broker has, and gives back what it may not have.</summary>
    /// <param name="published">The broker has confirmed them.</param>
    /// <param name="failed">It has not.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task CompleteAsync(
        IReadOnlyList<OutboxEvent> published, IReadOnlyList<OutboxEvent> failed, CancellationToken cancellation) =>
        database.WriteAsync(
            async (db, token) =>
            {
                await MarkAsync(db, published, token);
                var back = failed.Select(entry => entry.Id).ToList();
                var now = time.GetUtcNow();
                var dueAt = now + setBack;
                if (back.Count == 1 && published.Count == 0)
                {
                    await db.Outbox.Where(row => row.Id == back[0])
                        .ExecuteUpdateAsync(row => row.SetProperty(entry => entry.DueAt, dueAt), token);
                }
                // A claim that has ended, and not none: it may have been published.
                if (back.Count > 0)
                {
                    await db.Outbox.Where(row => back.Contains(row.Id))
                        .ExecuteUpdateAsync(row => row.SetProperty(entry => entry.ClaimedUntil, now), token);
                }
                return true;
            },
            cancellation);

    /// <summary>Ends the claims of a process that is gone, where it can have been the only one.</summary>
    public async Task RecoverAsync(CancellationToken cancellation)
    {
        if (database.Provider != DatabaseProvider.Sqlite)
            return;
        var now = time.GetUtcNow();
        await database.WriteAsync(
            (db, token) => db.Outbox.Where(row => row.ClaimedUntil > now)
                .ExecuteUpdateAsync(row => row.SetProperty(entry => entry.ClaimedUntil, now), token),
            cancellation);
    }

    private static IQueryable<OutboxEntry> Due(MailroomDb db, DateTimeOffset now) =>
        db.Outbox.Where(entry => entry.DueAt <= now && (entry.ClaimedUntil == null || entry.ClaimedUntil <= now))
            .OrderBy(entry => entry.DueAt).ThenBy(entry => entry.Id);

    private async Task<List<OutboxEntry>> ClaimAsync(MailroomDb db, int max, DateTimeOffset now, CancellationToken cancellation)
    {
        var stored = StoredTime.From(now);
        var due = database.Provider == DatabaseProvider.Sqlite
            ? Due(db, now).Take(max)
            : db.Outbox.FromSql(
                $"""
                SELECT * FROM outbox WHERE due_at <= {stored} AND (claimed_until IS NULL OR claimed_until <= {stored})
                ORDER BY due_at, id LIMIT {max} FOR UPDATE SKIP LOCKED
                """);
        var entries = await due.ToListAsync(cancellation);
        var bytes = 0L;
        var count = 0;
        while (count < entries.Count && (count == 0 || bytes + entries[count].Size <= MaxBytes))
            bytes += entries[count++].Size;
        entries.RemoveRange(count, entries.Count - count);
        var ids = entries.ConvertAll(entry => entry.Id);
        var until = now + ClaimTime;
        await db.Outbox.Where(entry => ids.Contains(entry.Id))
            .ExecuteUpdateAsync(row => row.SetProperty(entry => entry.ClaimedUntil, until), cancellation);
        return entries;
    }

    private async Task FailAsync(MailroomDb db, Guid messageId, int attempt, string reason, CancellationToken cancellation)
    {
        var message = (await database.LockAsync(db, [messageId], cancellation)).SingleOrDefault();
        if (message?.Advance(attempt, AttemptStep.Failed) != true)
            return;
        message.UpdatedAt = StoredTime.Round(time.GetUtcNow());
        message.Detail = reason;
        db.Timeline.Add(MessageEvents.Entry(message, TimelineKind.Failed, message.UpdatedAt, attempt, reason));
        await db.SaveChangesAsync(cancellation);
    }

    private async Task MarkAsync(MailroomDb db, IReadOnlyList<OutboxEvent> published, CancellationToken cancellation)
    {
        if (published.Count == 0)
            return;
        var ids = published.Select(entry => entry.Id).ToList();
        await db.Outbox.Where(row => ids.Contains(row.Id)).ExecuteDeleteAsync(cancellation);
        var commands = published.Where(entry => entry.Attempt is not null)
            .ToLookup(entry => entry.MessageId!.Value, entry => entry.Attempt!.Value);
        if (commands.Count == 0)
            return;
        var now = StoredTime.Round(time.GetUtcNow());
        foreach (var message in await database.LockAsync(db, [.. commands.Select(group => group.Key)], cancellation))
        {
            foreach (var attempt in commands[message.Id])
            {
                if (message.Advance(attempt, AttemptStep.Queued))
                    message.UpdatedAt = now;
                db.Timeline.Add(MessageEvents.Entry(message, TimelineKind.Queued, now, attempt));
            }
        }
        await db.SaveChangesAsync(cancellation);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Entry {Id} of the outbox, about message {MessageId}, can't be published: {Problem}")]
    private partial void LogRefused(long id, Guid? messageId, string problem);
}
