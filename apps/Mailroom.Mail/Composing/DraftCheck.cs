using System.Buffers;
using System.Text;
using MimeKit;

namespace Mailroom.Mail.Composing;

/// <summary>Refuses what would let a draft's values become header fields, recipients or parts of their own.</summary>
internal static class DraftCheck
{
    private static readonly SearchValues<char> NameChars =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly SearchValues<char> NotInAddress = SearchValues.Create(" <>,;:()");

    private static readonly string[] Reserved =
    [
        "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Date", "Subject", "Message-ID", "In-Reply-To", "References", "MIME-Version",
        "Return-Path", "Received", "DKIM-Signature",
    ];

    public static void Check(MailDraft draft)
    {
        CheckId(draft.MessageId, nameof(draft.MessageId));
        if (draft.InReplyTo is not null)
            CheckId(draft.InReplyTo, nameof(draft.InReplyTo));
        foreach (var reference in draft.References)
            CheckId(reference, nameof(draft.References));
        CheckLine(draft.Subject, nameof(draft.Subject));
        foreach (var field in draft.Fields)
            CheckField(field);
        foreach (var attachment in draft.Attachments)
            CheckAttachment(attachment);
        if (draft.To.Count + draft.Cc.Count + draft.Bcc.Count == 0)
            throw new DraftException(nameof(draft.To), "The mail has no recipient.");
    }

    public static MailboxAddress ToMailbox(MailAddress address, string property)
    {
        CheckLine(address.Name ?? "", property);
        CheckAddress(address.Address, property);
        return new MailboxAddress(Encoding.UTF8, address.Name ?? "", address.Address);
    }

    public static void CheckAddress(string address, string property)
    {
        CheckLine(address, property);
        // The library's reading of addresses is generous; only one plain address may come out, and the same as went in.
        if (address.AsSpan().ContainsAny(NotInAddress) || !address.Contains('@', StringComparison.Ordinal) ||
            !MailboxAddress.TryParse(address, out var parsed) || parsed.Address.Length == 0)
            throw new DraftException(property, $"'{address}' is no address.");
    }

    private static void CheckLine(string text, string property)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c) || c is '\u2028' or '\u2029')
                throw new DraftException(property, "Control characters are not allowed.");
        }
        if (text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') && !IsWellFormed(text))
            throw new DraftException(property, "The text has half a character.");
    }

    private static void CheckId(string id, string property)
    {
        CheckLine(id, property);
        if (id.AsSpan().IndexOfAny("<> ") >= 0 || !Ascii.IsValid(id) || id.IndexOf('@', StringComparison.Ordinal) <= 0 || id.Length > 500)
            throw new DraftException(property, $"'{id}' is no Message-ID.");
    }

    private static void CheckField(MailField field)
    {
        if (field.Name.Length is 0 or > 76 || field.Name.AsSpan().ContainsAnyExcept(NameChars))
            throw new DraftException(nameof(MailDraft.Fields), $"'{field.Name}' is no field name.");
        if (Reserved.Contains(field.Name, StringComparer.OrdinalIgnoreCase) ||
            field.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) ||
            field.Name.StartsWith("Resent-", StringComparison.OrdinalIgnoreCase))
            throw new DraftException(nameof(MailDraft.Fields), $"{field.Name} can't be set as a field.");
        CheckLine(field.Value, nameof(MailDraft.Fields));
    }

    private static void CheckAttachment(MailAttachment attachment)
    {
        CheckLine(attachment.FileName ?? "", nameof(MailDraft.Attachments));
        CheckLine(attachment.ContentId ?? "", nameof(MailDraft.Attachments));
        if ((attachment.ContentId ?? "").AsSpan().IndexOfAny("<> ") >= 0)
            throw new DraftException(nameof(MailDraft.Attachments), $"'{attachment.ContentId}' is no Content-ID.");
        if (!Ascii.IsValid(attachment.ContentType) || !ContentType.TryParse(attachment.ContentType, out var type) ||
            type.Parameters.Any(parameter => !parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase)) ||
            type.MediaType.Equals("multipart", StringComparison.OrdinalIgnoreCase))
            throw new DraftException(nameof(MailDraft.Attachments), $"'{attachment.ContentType}' is no content type of an attachment.");
        CheckLine(attachment.ContentType, nameof(MailDraft.Attachments));
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                return false;
        }
        return true;
    }
}
