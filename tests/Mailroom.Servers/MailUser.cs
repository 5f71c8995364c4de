namespace Mailroom.Servers;

/// <summary>Who can log in at the test servers.</summary>
/// <param name="Address">Also the login name.</param>
/// <param name="Password">In clear, because it guards nothing.</param>
public sealed record MailUser(string Address, string Password);
