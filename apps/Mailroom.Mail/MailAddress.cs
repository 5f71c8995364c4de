namespace Mailroom.Mail;

/// <summary>An address as it stands in a header field.</summary>
/// <param name="Name">The name beside it, decoded; null where there is none.</param>
/// <param name="Address">Without angle brackets.</param>
public sealed record MailAddress(string? Name, string Address);
