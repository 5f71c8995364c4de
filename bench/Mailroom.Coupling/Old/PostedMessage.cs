namespace Mailroom.Coupling.Old;

/// <summary>What a caller posts to either API.</summary>
internal sealed record PostedMessage(string? From, string[] To, string Subject, string Text);
