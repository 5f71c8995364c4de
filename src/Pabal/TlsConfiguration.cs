using System.Globalization;
using System.Security.Authentication;
using Pabal.Server;
using Pabal.Server.Tls;

namespace Pabal;

/// <summary>The keys under Amqp:Tls.</summary>
internal static class TlsConfiguration
{
    private const string Prefix = "Amqp:Tls:";
    private const string SniPrefix = $"{Prefix}SniCertificates:";
    private const int MaxSniCertificates = 1000;

    // Before the keys, which refer to them as they are made.
    private static readonly Dictionary<string, SslProtocols> Protocols = new()
    {
        ["tls1.2"] = SslProtocols.Tls12,
        ["tls1.3"] = SslProtocols.Tls13,
        ["tls1.2,tls1.3"] = SslProtocols.Tls12 | SslProtocols.Tls13,
    };

    private static readonly Dictionary<string, ClientVerification> Verifications = new()
    {
        ["none"] = ClientVerification.None,
        ["request"] = ClientVerification.Request,
        ["require"] = ClientVerification.Require,
    };

    // The first three are RabbitMQ's ssl_cert_login_from, whose alternative name is a DNS name unless set otherwise.
    private static readonly Dictionary<string, LoginName> LoginNames = new()
    {
        ["distinguished_name"] = LoginName.DistinguishedName,
        ["common_name"] = LoginName.CommonName,
        ["subject_alternative_name"] = LoginName.AlternativeDns,
        ["subject_alternative_name_email"] = LoginName.AlternativeEmail,
        ["subject_alternative_name_uri"] = LoginName.AlternativeUri,
    };

    private static readonly Dictionary<string, Action<TlsOptions, string>> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Amqp:Tls:CertificateFile"] = (options, value) => options.CertificateFile = value,
        ["Amqp:Tls:KeyFile"] = (options, value) => options.KeyFile = value,
        ["Amqp:Tls:KeyPassword"] = (options, value) => options.KeyPassword = value,
        ["Amqp:Tls:CaFile"] = (options, value) => options.CaFile = value,
        ["Amqp:Tls:Address"] = (options, value) => options.Address = value,
        ["Amqp:Tls:Port"] = (options, value) => options.Port = ConfigurationReader.Integer("Amqp:Tls:Port", value),
        ["Amqp:Tls:Protocols"] = (options, value) => options.Protocols = Choose("Amqp:Tls:Protocols", value, Protocols),
        ["Amqp:Tls:VerifyClient"] = (options, value) => options.VerifyClient = Choose("Amqp:Tls:VerifyClient", value, Verifications),
        ["Amqp:Tls:LoginName"] = (options, value) => options.LoginName = Choose("Amqp:Tls:LoginName", value, LoginNames),
        ["Amqp:Tls:ReloadSeconds"] =
            (options, value) => options.ReloadSeconds = ConfigurationReader.Integer("Amqp:Tls:ReloadSeconds", value),
        ["Amqp:Tls:MaxHandshakes"] =
            (options, value) => options.MaxHandshakes = ConfigurationReader.Integer("Amqp:Tls:MaxHandshakes", value),
    };

    private static readonly Dictionary<string, Action<SniCertificate, string>> SniKeys = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ServerName"] = (certificate, value) => certificate.ServerName = value,
        ["CertificateFile"] = (certificate, value) => certificate.CertificateFile = value,
        ["KeyFile"] = (certificate, value) => certificate.KeyFile = value,
        ["KeyPassword"] = (certificate, value) => certificate.KeyPassword = value,
    };

    /// <summary>For the list of what there is.</summary>
    public static IEnumerable<string> KeyNames => [.. Keys.Keys, .. SniKeys.Keys.Select(key => $"{SniPrefix}0:{key}")];

    /// <returns>False when there is no such key.</returns>
    /// <exception cref="InvalidOptionException">The value is not of its type.</exception>
    public static bool TrySet(TlsOptions options, string key, string value)
    {
        if (Keys.TryGetValue(key, out var set))
        {
            set(options, value);
            return true;
        }
        return key.StartsWith(SniPrefix, StringComparison.OrdinalIgnoreCase) && TrySetSni(options, key, value);
    }

    // Amqp:Tls:SniCertificates:0:ServerName
    private static bool TrySetSni(TlsOptions options, string key, string value)
    {
        var parts = key[SniPrefix.Length..].Split(':');
        if (parts.Length != 2 || !SniKeys.TryGetValue(parts[1], out var set))
            return false;
        if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= MaxSniCertificates)
            return false;
        // The keys come in any order; a number that is left out shows as a certificate without a name.
        while (options.SniCertificates.Count <= index)
            options.SniCertificates.Add(new SniCertificate());
        set(options.SniCertificates[index], value);
        return true;
    }

    private static T Choose<T>(string key, string value, Dictionary<string, T> choices) =>
        choices.TryGetValue(value, out var choice)
            ? choice
            : throw new InvalidOptionException(key, value, $"it must be {string.Join(" or ", choices.Keys.Select(name => $"'{name}'"))}");
}
