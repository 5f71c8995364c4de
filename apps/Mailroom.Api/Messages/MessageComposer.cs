using Mailroom.Api.Data;
using Mailroom.Api.Settings;
using Mailroom.Mail;
using Mailroom.Mail.Composing;
using Mailroom.Mail.Sending;
using Microsoft.EntityFrameworkCore;

namespace Mailroom.Api.Messages;

/// <summary>Makes a message out of what a client wants to be sent, or says what is wrong with it.</summary>
internal sealed class MessageComposer(Database database, ApiOptions options, TimeProvider time)
{
    private const int MaxReferences = 20;

    private static readonly Dictionary<string, string> fieldNames = new(StringComparer.Ordinal)
    {
        [nameof(MailDraft.From)] = "from",
        [nameof(MailDraft.To)] = "to",
        [nameof(MailDraft.Cc)] = "cc",
        [nameof(MailDraft.Bcc)] = "bcc",
        [nameof(MailDraft.ReplyTo)] = "replyTo",
        [nameof(MailDraft.Subject)] = "subject",
        [nameof(MailDraft.Attachments)] = "attachments",
        [nameof(MailDraft.Fields)] = "headers",
        [nameof(MailDraft.InReplyTo)] = "inReplyTo",
    };

    private readonly MessageRules rules = new(options);

    /// <returns>Null when errors were added.</returns>
    /// <exception cref="BadHttpRequestException">The mail would be too large.</exception>
    public async Task<ComposedMessage?> ComposeAsync(NewMessage request, FieldErrors errors, CancellationToken cancellation)
    {
        var now = StoredTime.Round(time.GetUtcNow());
        rules.Check(request, now, errors);
        var answered = request.InReplyTo is { } id ? await FindAnsweredAsync(id, errors, cancellation) : null;
        if (errors.Any)
            return null;
        var from = request.From ?? options.From!;
        var messageId = Guid.CreateVersion7(now);
        try
        {
            var draft = Draft(request, from, MailIds.New(messageId, from), request.SendAt > now ? request.SendAt.Value : now, answered);
            var mail = MailComposer.Compose(draft);
            if (mail.Content.Length > options.MaxMailBytes)
            {
                throw new BadHttpRequestException(
                    $"The mail would have {mail.Content.Length} octets; {options.MaxMailBytes} are allowed.",
                    StatusCodes.Status413PayloadTooLarge);
            }
            return new ComposedMessage(Message(request, draft, messageId, now, mail), Body(request, draft, messageId, mail));
        }
        catch (DraftException exception)
        {
            errors.Add(fieldNames.GetValueOrDefault(exception.Property, ""), exception.Message);
        }
        return null;
    }

    private static MailDraft Draft(NewMessage request, MailAddress from, string mailId, DateTimeOffset date, Answered? answered) => new()
    {
        MessageId = mailId,
        From = from,
        To = request.To ?? [],
        Cc = request.Cc ?? [],
        Bcc = request.Bcc ?? [],
        ReplyTo = request.ReplyTo ?? [],
        Date = date,
        Subject = request.Subject ?? "",
        Text = request.Text,
        Html = request.Html,
        Attachments = [.. (request.Attachments ?? []).Select(Attachment)],
        Fields = [.. (request.Headers ?? new Dictionary<string, string>()).Select(field => new MailField(field.Key, field.Value))],
        InReplyTo = answered?.MailId,
        References = answered?.References ?? [],
    };

    private static Message Message(NewMessage request, MailDraft draft, Guid id, DateTimeOffset now, OutgoingMail mail) => new Message
    {
        Id = id,
        MailId = draft.MessageId,
        From = draft.From,
        To = draft.To,
        Cc = draft.Cc,
        Bcc = draft.Bcc,
        ReplyTo = draft.ReplyTo,
        Subject = draft.Subject,
        Attachments = [.. draft.Attachments.Select((item, i) =>
            new AttachmentInfo(i + 1, item.FileName, item.ContentType, item.Content.Length, item.ContentId, item.IsInline))],
        Headers = request.Headers ?? new Dictionary<string, string>(),
        InReplyTo = request.InReplyTo,
        SendAt = request.SendAt is { } sendAt ? StoredTime.Round(sendAt) : null,
        CreatedAt = now,
        UpdatedAt = now,
        Size = mail.Content.Length,
    }.Begin();

    private static MessageBody Body(NewMessage request, MailDraft draft, Guid id, OutgoingMail mail) => new()
    {
        Id = id,
        Search = SearchText.Of(draft.Subject, [draft.From, .. draft.To, .. draft.Cc, .. draft.Bcc], request.Text, request.Html),
        EnvelopeFrom = mail.Envelope.From,
        Recipients = mail.Envelope.Recipients,
        Text = request.Text,
        Html = request.Html,
        Content = mail.Content.ToArray(),
    };

    private static MailAttachment Attachment(NewAttachment attachment) => new(
        attachment.FileName, attachment.ContentType ?? "application/octet-stream", attachment.Content, attachment.ContentId,
        attachment.Inline);

    private async Task<Answered?> FindAnsweredAsync(Guid id, FieldErrors errors, CancellationToken cancellation)
    {
        await using var db = database.Open();
        var found = await db.Received.Where(received => received.Id == id)
            .Join(db.ReceivedBodies, received => received.Id, body => body.Id, (received, body) => new { received.MailId, body.References })
            .SingleOrDefaultAsync(cancellation);
        if (found is null)
        {
            errors.Add("inReplyTo", "There is no received mail with this id.");
            return null;
        }
        // The sender of that mail wrote these, and not all that they may be can go into another one.
        var mailId = found.MailId is { } theirs && MailIds.IsValid(theirs) ? theirs : null;
        var references = found.References.Where(MailIds.IsValid).ToList();
        if (mailId is not null && !references.Contains(mailId, StringComparer.Ordinal))
            references.Add(mailId);
        return new Answered(mailId, references.TakeLast(MaxReferences).ToList());
    }

    private sealed record Answered(string? MailId, IReadOnlyList<string> References);
}
