using System.Text;
using Mailroom.Mail.Sending;
using MimeKit;

namespace Mailroom.Mail.Composing;

/// <summary>Makes the octets of a mail out of a draft. The same draft gives the same fields, but other boundaries between parts.</summary>
public static class MailComposer
{
    /// <exception cref="DraftException">A value is not allowed where it stands.</exception>
    public static OutgoingMail Compose(MailDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        DraftCheck.Check(draft);
        using var message = new MimeMessage();
        message.Headers.Clear();
        AddAddresses(message.From, [draft.From], nameof(draft.From));
        AddAddresses(message.To, draft.To, nameof(draft.To));
        AddAddresses(message.Cc, draft.Cc, nameof(draft.Cc));
        AddAddresses(message.ReplyTo, draft.ReplyTo, nameof(draft.ReplyTo));
        message.Date = draft.Date;
        message.Subject = draft.Subject;
        message.MessageId = draft.MessageId;
        if (draft.InReplyTo is not null)
            message.InReplyTo = draft.InReplyTo;
        foreach (var reference in draft.References)
            message.References.Add(reference);
        foreach (var field in draft.Fields)
            message.Headers.Add(field.Name, Encoding.UTF8, field.Value);
        message.Body = BodyOf(draft);
        return new OutgoingMail(EnvelopeOf(draft), Write(message));
    }

    private static MailEnvelope EnvelopeOf(MailDraft draft)
    {
        if (draft.ReturnPath is { Length: > 0 })
            DraftCheck.CheckAddress(draft.ReturnPath, nameof(draft.ReturnPath));
        var recipients = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in draft.To.Concat(draft.Cc).Concat(draft.Bcc))
        {
            DraftCheck.CheckAddress(address.Address, nameof(draft.Bcc));
            if (known.Add(address.Address))
                recipients.Add(address.Address);
        }
        return new MailEnvelope(draft.ReturnPath ?? draft.From.Address, recipients);
    }

    private static void AddAddresses(InternetAddressList list, IReadOnlyList<MailAddress> addresses, string property)
    {
        foreach (var address in addresses)
            list.Add(DraftCheck.ToMailbox(address, property));
    }

    private static MimeEntity BodyOf(MailDraft draft)
    {
        var builder = new BodyBuilder { TextBody = draft.Text ?? (draft.Html is null ? "" : null), HtmlBody = draft.Html };
        foreach (var attachment in draft.Attachments)
        {
            var part = new MimePart(ContentType.Parse(attachment.ContentType))
            {
                Content = new MimeContent(new MemoryStream(attachment.Content.ToArray(), writable: false)),
                ContentTransferEncoding = ContentEncoding.Base64,
                ContentDisposition = new ContentDisposition(
                    attachment.IsInline ? ContentDisposition.Inline : ContentDisposition.Attachment),
                FileName = attachment.FileName,
            };
            if (attachment.ContentId is { Length: > 0 })
                part.ContentId = attachment.ContentId;
            // Without an HTML text there is nothing that could show it.
            (attachment.IsInline && draft.Html is not null ? builder.LinkedResources : builder.Attachments).Add(part);
        }
        return builder.ToMessageBody();
    }

    private static byte[] Write(MimeMessage message)
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.EnsureNewLine = true;
        // Local parts outside ASCII have no other form (RFC 6532); everything else is encoded, so that any server takes it.
        format.International = message.GetRecipients().Concat(message.From.Mailboxes).Concat(message.ReplyTo.Mailboxes)
            .Any(mailbox => !Ascii.IsValid(mailbox.Address.AsSpan(0, mailbox.Address.LastIndexOf('@'))));
        message.Prepare(EncodingConstraint.SevenBit);
        using var octets = new MemoryStream();
        message.WriteTo(format, octets);
        return octets.ToArray();
    }
}
