namespace Mailroom.Mail;

/// <summary>A user's password, or a source of access tokens. Its text form holds neither.</summary>
public sealed class MailCredentials
{
    private MailCredentials(string user, string? password, Func<CancellationToken, ValueTask<string>>? getToken)
    {
        User = user;
        Password = password;
        GetToken = getToken;
    }

    public string User { get; }

    internal string? Password { get; }

    internal Func<CancellationToken, ValueTask<string>>? GetToken { get; }

    /// <summary>For PLAIN or LOGIN, whichever the server offers.</summary>
    public static MailCredentials FromPassword(string user, string password) => new(user, password, null);

    /// <summary>For XOAUTH2. The source is asked once for each connection, and caches as it sees fit.</summary>
    public static MailCredentials FromTokens(string user, Func<CancellationToken, ValueTask<string>> getToken) =>
        new(user, null, getToken);

    public override string ToString() => User;
}
