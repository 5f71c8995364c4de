namespace Mailroom.Bot.Ledgers;

/// <summary>Whether an attempt may be made.</summary>
/// <param name="Existing">It was begun before.</param>
/// <param name="Cancelled">The mail is not to be sent any more.</param>
internal sealed record BeginResult(AttemptRow? Existing = null, CancelResult? Cancelled = null)
{
    /// <summary>The intent is on disk.</summary>
    public static BeginResult Begun { get; } = new();
}
