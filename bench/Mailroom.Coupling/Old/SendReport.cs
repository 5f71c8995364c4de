namespace Mailroom.Coupling.Old;

/// <summary>What the bot answers: the mail server's reply.</summary>
internal sealed record SendReport(string Reply);
