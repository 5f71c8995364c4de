namespace Mailroom.Bot;

/// <summary>Who makes an attempt.</summary>
/// <param name="Name">As configured; one process at a time goes by it.</param>
/// <param name="Instance">Of this process alone.</param>
internal sealed record BotIdentity(string Name, string Instance);
