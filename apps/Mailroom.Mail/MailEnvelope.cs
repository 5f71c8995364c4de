namespace Mailroom.Mail;

/// <summary>Who a mail really comes from and goes to, whatever its header fields say (RFC 5321, 2.3.1).</summary>
/// <param name="From">Where failures are reported to; empty for a mail that must not cause any report.</param>
/// <param name="Recipients">The addresses to deliver to, without names or angle brackets.</param>
public sealed record MailEnvelope(string From, IReadOnlyList<string> Recipients);
