namespace Mailroom.Mail.Receiving;

/// <summary>A handler's answer to a received mail.</summary>
/// <param name="Disposition">What its source is to do.</param>
/// <param name="Text">One line in ASCII that a sending server may show to its user.</param>
public sealed record MailVerdict(MailDisposition Disposition, string Text)
{
    public static MailVerdict Stored { get; } = new(MailDisposition.Stored, "Stored");

    public static MailVerdict TryLater(string text) => new(MailDisposition.TryLater, text);

    public static MailVerdict Refused(string text) => new(MailDisposition.Refused, text);

    public static MailVerdict TooLarge(string text) => new(MailDisposition.TooLarge, text);
}
