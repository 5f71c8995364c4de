using Mailroom.Api.Data;
using Mailroom.Api.Messages;
using Mailroom.Mail.Parsing;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;
using Microsoft.EntityFrameworkCore;

namespace Mailroom.Api.Delivery;

/// <summary>Stores the mails that bots have received, each once, and tells that it has.</summary>
internal sealed class ReceivedHandler(Database database, OutboxSignal outbox, MailParser parser, TimeProvider time) : IEventHandler
{
    // Of a mail's own list of what it answers; the nearest come last.
    private const int MaxAnswered = 10;

    public async Task HandleAsync(MailroomEvent content, CancellationToken cancellation)
    {
        if (content is not MailReceived received)
            throw new EventRefusedException($"{content.RoutingKey} is no mail that was received.");
        if (!await IsStoredAsync(received.Id, cancellation))
        {
            // Outside the transaction, because it may take long.
            var mail = parser.Parse(received.Content);
            await database.WriteAsync((db, token) => StoreAsync(db, received, mail, token), cancellation);
        }
        else
        {
            // Whoever sends it again has not heard that it is stored.
            await database.WriteAsync((db, token) => TellAsync(db, received, token), cancellation);
        }
        outbox.Set();
    }

    private async Task<bool> IsStoredAsync(string eventId, CancellationToken cancellation)
    {
        await using var db = database.Open();
        return await db.Received.AnyAsync(row => row.EventId == eventId, cancellation);
    }

    private async Task<bool> StoreAsync(MailroomDb db, MailReceived received, ParsedMail mail, CancellationToken cancellation)
    {
        if (await db.Received.AnyAsync(row => row.EventId == received.Id, cancellation))
            return await TellAsync(db, received, cancellation);
        var now = StoredTime.Round(time.GetUtcNow());
        var id = Guid.CreateVersion7(now);
        var related = await FindRelatedAsync(db, mail, cancellation);
        db.Received.Add(ReceivedMail.Message(id, received, mail, related?.Id));
        db.ReceivedBodies.Add(ReceivedMail.Body(id, received, mail));
        for (var i = 0; i < mail.Attachments.Count; i++)
        {
            db.ReceivedAttachments.Add(new ReceivedAttachment
            {
                ReceivedId = id,
                Number = i + 1,
                Content = mail.Attachments[i].Content.ToArray(),
            });
        }
        db.Timeline.Add(new TimelineEntry
        {
            MessageId = related?.Id,
            ReceivedId = id,
            Time = received.ReceivedAt,
            Kind = related is not null && related.MailId != mail.MessageId ? TimelineKind.Answered : TimelineKind.Received,
            Detail = received.Source,
            State = related?.State,
        });
        return await TellAsync(db, received, cancellation);
    }

    private async Task<bool> TellAsync(MailroomDb db, MailReceived received, CancellationToken cancellation)
    {
        db.Outbox.Add(MessageEvents.Stored(received, StoredTime.Round(time.GetUtcNow())));
        await db.SaveChangesAsync(cancellation);
        return true;
    }

    private static async Task<Message?> FindRelatedAsync(MailroomDb db, ParsedMail mail, CancellationToken cancellation)
    {
        var ids = mail.References.Concat(mail.InReplyTo).TakeLast(MaxAnswered).ToList();
        if (mail.MessageId is { } own)
            ids.Add(own);
        if (ids.Count == 0)
            return null;
        var found = await db.Messages.Where(row => ids.Contains(row.MailId)).ToListAsync(cancellation);
        return found.MaxBy(message => ids.LastIndexOf(message.MailId));
    }
}
