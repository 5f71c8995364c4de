namespace Mailroom.Coupling.Old;

/// <summary>What the bot gives the API to store.</summary>
internal sealed record SentReport(Guid MessageId, string Recipient, byte[] Content, DateTimeOffset SentAt);
