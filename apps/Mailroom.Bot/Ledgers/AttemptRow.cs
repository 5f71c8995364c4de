namespace Mailroom.Bot.Ledgers;

/// <summary>An attempt as the ledger has it.</summary>
/// <param name="Key">Which one.</param>
/// <param name="FirstAttempt">The first one of its series.</param>
/// <param name="Bot">Who made it.</param>
/// <param name="Instance">Which process of that bot.</param>
/// <param name="StartedAt">When the intent was recorded.</param>
/// <param name="End">Null as long as it isn't known.</param>
internal sealed record AttemptRow(
    AttemptKey Key, int FirstAttempt, string Bot, string Instance, DateTimeOffset StartedAt, AttemptEnd? End);
