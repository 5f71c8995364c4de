using System.Security.Cryptography.X509Certificates;
using Mailroom.Mail;

namespace Mailroom.Bot.Configuration;

/// <summary>How a mail server is configured, whether for sending or for fetching.</summary>
internal static class MailServerSettings
{
    /// <exception cref="InvalidSettingException">Something is missing or can't be used.</exception>
    public static MailServerOptions Read(SettingReader settings, Func<TlsMode, int> defaultPort)
    {
        var tls = settings.Choice("Tls", TlsMode.Required);
        return new MailServerOptions
        {
            Host = settings.Required("Host", "the mail server's name"),
            Port = settings.Integer("Port", defaultPort(tls), 1, 65535),
            Tls = tls,
            Credentials = Credentials(settings),
            AllowPlaintextAuthentication = settings.Flag("AllowPlaintextAuthentication", false),
            TrustedRoots = settings.Text("TrustedRootsFile") is { } file
                ? settings.Read("TrustedRootsFile", file, Roots)
                : [],
            CheckRevocation = settings.Flag("CheckRevocation", false),
            ConnectTimeout = settings.Duration(
                "ConnectTimeout", TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
        };
    }

    private static MailCredentials? Credentials(SettingReader settings)
    {
        var password = settings.Secret("Password");
        var tokenFile = settings.Text("AccessTokenFile");
        if (settings.Text("User") is not { } user)
        {
            return password is null && tokenFile is null
                ? null
                : throw new InvalidSettingException($"{settings.Key("User")} is missing; it belongs to the password or access token.");
        }
        // Read for each connection, because whoever renews the tokens writes the file again.
        if (tokenFile is not null)
        {
            return MailCredentials.FromTokens(
                user, async cancellation => (await File.ReadAllTextAsync(tokenFile, cancellation)).Trim());
        }
        return password is null
            ? throw new InvalidSettingException(
                $"{settings.Key("Password")} is missing; {settings.Key("User")} needs it, PasswordFile or AccessTokenFile.")
            : MailCredentials.FromPassword(user, password);
    }

    private static IReadOnlyList<X509Certificate2> Roots(string file)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(file);
        return [.. roots];
    }
}
