namespace Mailroom.Mail.Sending;

/// <summary>What the server said of one recipient.</summary>
public sealed record RecipientResult(string Recipient, SmtpReply Reply);
