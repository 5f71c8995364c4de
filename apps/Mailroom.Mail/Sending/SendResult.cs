namespace Mailroom.Mail.Sending;

/// <summary>The end of one attempt to send.</summary>
/// <param name="Outcome">What is known of the mail now.</param>
/// <param name="Reply">The server's reply that decided it; null where none came.</param>
/// <param name="Recipients">One entry for each recipient that the server was asked about.</param>
/// <param name="Problem">For people: what failed where there is no reply. Holds no secret.</param>
public sealed record SendResult(
    SendOutcome Outcome, SmtpReply? Reply, IReadOnlyList<RecipientResult> Recipients, string? Problem = null);
