namespace Mailroom.Mail.Sending;

/// <summary>A mail ready to be sent.</summary>
/// <param name="Envelope">Who it goes to.</param>
/// <param name="Content">Header and body as RFC 5322 wants them, lines ended by CRLF, dots not yet doubled.</param>
public sealed record OutgoingMail(MailEnvelope Envelope, ReadOnlyMemory<byte> Content);
