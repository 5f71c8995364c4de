using Mailroom.Api.Settings;
using Mailroom.Mail;

namespace Mailroom.Api.Messages;

/// <summary>The limits of what is accepted. What the fields may hold is checked where the mail is composed.</summary>
internal sealed class MessageRules(ApiOptions options)
{
    private const int MaxSubject = 2000;
    private const int MaxText = 5 << 20;
    private const int MaxName = 500;
    private const int MaxHeaderValue = 8000;

    // Of a list that is too long, one error has to do: the answer must not be larger than the request.
    public void Check(NewMessage request, DateTimeOffset now, FieldErrors errors)
    {
        if (request.From is null && options.From is null)
            errors.Add("from", "The author is missing, and none is configured.");
        CheckAddresses(request, errors);
        CheckLength(request.Subject, MaxSubject, "subject", errors);
        CheckLength(request.Text, MaxText, "text", errors);
        CheckLength(request.Html, MaxText, "html", errors);
        CheckAttachments(request.Attachments ?? [], errors);
        CheckHeaders(request, errors);
        if (request.SendAt > now + options.MaxSchedule)
            errors.Add("sendAt", $"At most {options.MaxSchedule.TotalDays} days ahead are allowed.");
    }

    private void CheckAddresses(NewMessage request, FieldErrors errors)
    {
        var count = Count(request.To, "to") + Count(request.Cc, "cc") + Count(request.Bcc, "bcc");
        if (count == 0)
            errors.Add("to", "The mail has no recipient.");
        if (count > options.MaxRecipients)
            errors.Add("to", $"The mail has {count} recipients; {options.MaxRecipients} are allowed.");
        if (Count(request.ReplyTo, "replyTo") > options.MaxRecipients)
            errors.Add("replyTo", $"{options.MaxRecipients} addresses are allowed.");
        if (request.From is not null)
            _ = Count([request.From], "from");

        int Count(IReadOnlyList<MailAddress>? addresses, string field)
        {
            for (var i = 0; i < addresses?.Count && i < options.MaxRecipients; i++)
            {
                if (addresses[i] is null)
                    errors.Add($"{field}[{i}]", "The address is missing.");
                else if (addresses[i].Address.Length > MaxName || addresses[i].Name?.Length > MaxName)
                    errors.Add($"{field}[{i}]", $"{MaxName} characters are allowed.");
            }
            return addresses?.Count ?? 0;
        }
    }

    private void CheckAttachments(IReadOnlyList<NewAttachment> attachments, FieldErrors errors)
    {
        if (attachments.Count > options.MaxAttachments)
            errors.Add("attachments", $"The mail has {attachments.Count} attachments; {options.MaxAttachments} are allowed.");
        for (var i = 0; i < attachments.Count && i < options.MaxAttachments; i++)
        {
            if (attachments[i]?.Content is null)
                errors.Add($"attachments[{i}].content", "The content is missing.");
            CheckLength(attachments[i]?.FileName, MaxName, $"attachments[{i}].fileName", errors);
            CheckLength(attachments[i]?.ContentId, MaxName, $"attachments[{i}].contentId", errors);
            CheckLength(attachments[i]?.ContentType, MaxName, $"attachments[{i}].contentType", errors);
        }
    }

    private void CheckHeaders(NewMessage request, FieldErrors errors)
    {
        if (request.Headers is not { } headers)
            return;
        if (headers.Count > options.MaxHeaders)
            errors.Add("headers", $"The mail has {headers.Count} further fields; {options.MaxHeaders} are allowed.");
        foreach (var (name, value) in headers.Take(options.MaxHeaders))
        {
            if (value is null)
                errors.Add($"headers.{name}", "The value is missing.");
            else
                CheckLength(value, MaxHeaderValue, $"headers.{name}", errors);
        }
    }

    private static void CheckLength(string? text, int limit, string field, FieldErrors errors)
    {
        if (text?.Length > limit)
            errors.Add(field, $"{text.Length} characters are too many; {limit} are allowed.");
        // PostgreSQL can't store it, and no mail can carry it.
        if (text?.Contains('\0', StringComparison.Ordinal) == true)
            errors.Add(field, "The character NUL is not allowed.");
    }
}
