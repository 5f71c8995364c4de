namespace Mailroom.Messaging.Events;

/// <summary>A recipient for whom the mail server did not take a mail.</summary>
/// <param name="Address">Without angle brackets.</param>
/// <param name="Reply">The server's words.</param>
public sealed record RefusedRecipient(string Address, string Reply);
