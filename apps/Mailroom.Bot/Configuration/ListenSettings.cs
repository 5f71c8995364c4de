using System.Net;
using System.Security.Cryptography.X509Certificates;
using Mailroom.Mail.Listening;

namespace Mailroom.Bot.Configuration;

/// <summary>How it is configured that mail is taken by SMTP.</summary>
internal static class ListenSettings
{
    // In its event a mail is base64, and that stays under the 16 MiB that RabbitMQ 4 takes.
    private const int MaxMessageBytes = 12_000_000;

    /// <returns>Null when none is taken.</returns>
    /// <exception cref="InvalidSettingException">Something is missing or can't be used.</exception>
    public static SmtpListenerOptions? Read(SettingReader settings)
    {
        if (!settings.Exists)
            return null;
        var certificate = settings.Text("CertificateFile") is { } file
            ? settings.Read("CertificateFile", file, path => X509Certificate2.CreateFromPemFile(path, settings.Text("KeyFile")))
            : null;
        var defaults = new SmtpListenerOptions();
        return new SmtpListenerOptions
        {
            EndPoint = EndPoint(settings),
            HostName = settings.Text("HostName", defaults.HostName),
            Certificate = certificate,
            ImplicitTls = FlagWithCertificate(settings, "ImplicitTls", certificate),
            RequireTls = FlagWithCertificate(settings, "RequireTls", certificate),
            AcceptsRecipient = Accepting(settings.Texts("Recipients")),
            MaxMessageBytes = settings.Integer("MaxMessageBytes", MaxMessageBytes, 1 << 10, 64 << 20),
            MaxConnections = settings.Integer("MaxConnections", defaults.MaxConnections, 1, 100_000),
        };
    }

    private static IPEndPoint EndPoint(SettingReader settings)
    {
        var text = settings.Required("EndPoint", "an address and a port, such as 0.0.0.0:25");
        // Without a port, the parser takes 0.
        return IPEndPoint.TryParse(text, out var endPoint) && (endPoint.Port > 0 || text.EndsWith(":0", StringComparison.Ordinal))
            ? endPoint
            : throw settings.Wrong("EndPoint", text, "an address and a port, such as 0.0.0.0:25");
    }

    private static bool FlagWithCertificate(SettingReader settings, string key, X509Certificate2? certificate)
    {
        var isSet = settings.Flag(key, false);
        return isSet && certificate is null
            ? throw new InvalidSettingException($"{settings.Key("CertificateFile")} is missing; {settings.Key(key)} needs it.")
            : isSet;
    }

    // Addresses, or domains of which all are taken.
    private static Func<string, bool>? Accepting(IReadOnlyList<string> recipients)
    {
        if (recipients.Count == 0)
            return null;
        var taken = recipients.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return address => taken.Contains(address) || taken.Contains(address[(address.LastIndexOf('@') + 1)..]);
    }
}
