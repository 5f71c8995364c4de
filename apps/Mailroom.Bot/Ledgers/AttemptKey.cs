namespace Mailroom.Bot.Ledgers;

/// <summary>Names an attempt to send a mail.</summary>
internal readonly record struct AttemptKey(Guid MessageId, int Attempt);
