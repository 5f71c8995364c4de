using Mailroom.Api.Data;
using Mailroom.Api.Messages;
using Mailroom.Mail.Parsing;
using Mailroom.Messaging.Events;

namespace Mailroom.Api.Delivery;

/// <summary>Makes rows of a mail that was received and parsed.</summary>
internal static class ReceivedMail
{
    public static ReceivedMessage Message(Guid id, MailReceived received, ParsedMail mail, Guid? related) => new()
    {
        Id = id,
        EventId = received.Id,
        Source = received.Source.Replace('\0', ' '),
        ReceivedAt = received.ReceivedAt,
        EnvelopeFrom = received.EnvelopeFrom?.Replace('\0', ' '),
        EnvelopeTo = received.EnvelopeTo,
        MailId = mail.MessageId,
        From = mail.From,
        To = mail.To,
        Cc = mail.Cc,
        ReplyTo = mail.ReplyTo,
        Subject = mail.Subject,
        Date = mail.Date,
        Attachments = [.. mail.Attachments.Select((item, i) =>
            new AttachmentInfo(i + 1, item.FileName, item.ContentType, item.Content.Length, item.ContentId, item.IsInline))],
        Defects = [.. mail.Defects.Select(defect => defect.ToString()).Order(StringComparer.Ordinal)],
        Size = received.Content.Length,
        MessageId = related,
    };

    public static ReceivedBody Body(Guid id, MailReceived received, ParsedMail mail) => new()
    {
        Id = id,
        Search = SearchText.Of(mail.Subject, [.. mail.From, .. mail.To, .. mail.Cc], mail.Text, mail.Html),
        InReplyTo = mail.InReplyTo,
        References = mail.References,
        Headers = mail.Fields,
        Text = mail.Text,
        Html = mail.Html,
        Content = received.Content,
    };
}
