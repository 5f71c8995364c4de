using Mailroom.Api.Data;
using Mailroom.Api.Messages;
using Microsoft.EntityFrameworkCore;

namespace Mailroom.Api.Http;

/// <summary>Finds received mails for clients.</summary>
internal sealed class ReceivedReader(Database database)
{
    public async Task<ListPage<ReceivedSummary>> ListAsync(ListQuery query, CancellationToken cancellation)
    {
        await using var db = database.Open();
        IQueryable<ReceivedMessage> mails = db.Received;
        if (query.Before is { } before)
            mails = mails.Where(row => row.Id.CompareTo(before) < 0);
        foreach (var word in query.Words)
        {
            mails = mails.Where(row => db.ReceivedBodies.Any(
                body => body.Id == row.Id && EF.Functions.Like(body.Search, word, SearchText.EscapeCharacter)));
        }
        var found = await mails.OrderByDescending(row => row.Id).Take(query.Limit + 1).ToListAsync(cancellation);
        return query.ToPage(found, mail => mail.Id, ReceivedSummary.Of);
    }

    public async Task<ReceivedView?> GetAsync(Guid id, CancellationToken cancellation)
    {
        await using var db = database.Open();
        var received = await db.Received.SingleOrDefaultAsync(row => row.Id == id, cancellation);
        if (received is null)
            return null;
        var body = await db.ReceivedBodies.Where(row => row.Id == id)
            .Select(row => new ReceivedBody
            {
                Id = row.Id,
                Search = "",
                InReplyTo = row.InReplyTo,
                References = row.References,
                Headers = row.Headers,
                Text = row.Text,
                Html = row.Html,
                Content = Array.Empty<byte>(),
            }).SingleAsync(cancellation);
        return ReceivedView.Of(received, body);
    }

    public async Task<byte[]?> RawAsync(Guid id, CancellationToken cancellation)
    {
        await using var db = database.Open();
        return await db.ReceivedBodies.Where(row => row.Id == id).Select(row => row.Content).SingleOrDefaultAsync(cancellation);
    }

    public async Task<(AttachmentInfo Info, byte[] Content)?> AttachmentAsync(Guid id, int number, CancellationToken cancellation)
    {
        await using var db = database.Open();
        var content = await db.ReceivedAttachments.Where(row => row.ReceivedId == id && row.Number == number)
            .Select(row => row.Content).SingleOrDefaultAsync(cancellation);
        if (content is null)
            return null;
        var attachments = await db.Received.Where(row => row.Id == id).Select(row => row.Attachments).SingleAsync(cancellation);
        return (attachments[number - 1], content);
    }
}
