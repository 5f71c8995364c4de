namespace Mailroom.Coupling.Old;

/// <summary>What the API tells the bot to do, and waits for.</summary>
internal sealed record SendOrder(Guid MessageId, int AccountId, string Recipient, string Subject, string Text, DateTimeOffset Date);
