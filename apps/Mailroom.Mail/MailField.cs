namespace Mailroom.Mail;

/// <summary>A header field, its value unfolded and decoded.</summary>
public sealed record MailField(string Name, string Value);
