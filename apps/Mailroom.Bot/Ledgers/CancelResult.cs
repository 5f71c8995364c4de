namespace Mailroom.Bot.Ledgers;

/// <summary>What had been tried of a mail when it was cancelled.</summary>
/// <param name="LastAttempt">The last one of the series; null when there was none.</param>
/// <param name="IsRunning">An attempt has begun whose end isn't known yet.</param>
/// <param name="IsSent">The mail was sent: there is nothing to cancel.</param>
/// <param name="UncertainAttempt">The last one of which nobody knows whether it sent the mail.</param>
internal sealed record CancelResult(int? LastAttempt, bool IsRunning, bool IsSent, int? UncertainAttempt);
