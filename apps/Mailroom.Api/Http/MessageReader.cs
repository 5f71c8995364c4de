using Mailroom.Api.Data;
using Mailroom.Api.Messages;
using Microsoft.EntityFrameworkCore;

namespace Mailroom.Api.Http;

/// <summary>Finds messages for clients.</summary>
internal sealed class MessageReader(Database database)
{
    public async Task<MessageView?> GetAsync(Guid id, CancellationToken cancellation)
    {
        await using var db = database.Open();
        var message = await db.Messages.SingleOrDefaultAsync(row => row.Id == id, cancellation);
        if (message is null)
            return null;
        var timeline = await db.Timeline.Where(row => row.MessageId == id)
            .OrderBy(row => row.Time).ThenBy(row => row.Id).ToListAsync(cancellation);
        return MessageView.Of(message, await BodyAsync(db, id, cancellation), timeline);
    }

    /// <summary>Text and HTML of a message that exists.</summary>
    public async Task<MessageBody> BodyAsync(Guid id, CancellationToken cancellation)
    {
        await using var db = database.Open();
        return await BodyAsync(db, id, cancellation);
    }

    public async Task<byte[]?> RawAsync(Guid id, CancellationToken cancellation)
    {
        await using var db = database.Open();
        return await db.MessageBodies.Where(row => row.Id == id).Select(row => row.Content).SingleOrDefaultAsync(cancellation);
    }

    public async Task<ListPage<MessageSummary>> ListAsync(ListQuery query, MessageState? state, CancellationToken cancellation)
    {
        await using var db = database.Open();
        IQueryable<Message> messages = db.Messages;
        if (state is { } only)
            messages = messages.Where(row => row.State == only);
        if (query.Before is { } before)
            messages = messages.Where(row => row.Id.CompareTo(before) < 0);
        foreach (var word in query.Words)
        {
            messages = messages.Where(row => db.MessageBodies.Any(
                body => body.Id == row.Id && EF.Functions.Like(body.Search, word, SearchText.EscapeCharacter)));
        }
        var found = await messages.OrderByDescending(row => row.Id).Take(query.Limit + 1).ToListAsync(cancellation);
        return query.ToPage(found, message => message.Id, MessageSummary.Of);
    }

    private static Task<MessageBody> BodyAsync(MailroomDb db, Guid id, CancellationToken cancellation) =>
        db.MessageBodies.Where(row => row.Id == id)
            .Select(row => new MessageBody
            {
                Id = row.Id,
                Search = "",
                EnvelopeFrom = row.EnvelopeFrom,
                Recipients = row.Recipients,
                Text = row.Text,
                Html = row.Html,
                Content = Array.Empty<byte>(),
            }).SingleAsync(cancellation);
}
