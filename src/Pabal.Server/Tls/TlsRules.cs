using System.Globalization;
using System.Net;
using System.Security.Authentication;

namespace Pabal.Server.Tls;

/// <summary>What each option of TLS may be. The files' content is looked at when they are read.</summary>
internal static class TlsRules
{
    public const string Prefix = "Amqp:Tls:";

    public static string SniPrefix(int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{nameof(TlsOptions.SniCertificates)}:{index}:");

    /// <exception cref="InvalidOptionException">One of them is not.</exception>
    public static void Check(TlsOptions options)
    {
        if (options.Address.Length > 0 && !IPAddress.TryParse(options.Address, out _))
            throw Invalid(nameof(options.Address), options.Address, "it must be an IP address, such as 127.0.0.1, 0.0.0.0 or ::");
        OptionRules.CheckRange(Prefix + nameof(options.Port), options.Port, 0, ushort.MaxValue);
        OptionRules.CheckRange(Prefix + nameof(options.ReloadSeconds), options.ReloadSeconds, 0, 86_400);
        OptionRules.CheckRange(Prefix + nameof(options.MaxHandshakes), options.MaxHandshakes, 1, 65_536);
        if ((options.Protocols & (SslProtocols.Tls12 | SslProtocols.Tls13)) != options.Protocols || options.Protocols == SslProtocols.None)
            throw Invalid(nameof(options.Protocols), options.Protocols, "it must be Tls12, Tls13 or both");
        if (!Enum.IsDefined(options.VerifyClient))
            throw Invalid(nameof(options.VerifyClient), options.VerifyClient, "it must be None, Request or Require");
        if (!Enum.IsDefined(options.LoginName))
            throw Invalid(nameof(options.LoginName), options.LoginName, $"it must be one of {string.Join(", ", Enum.GetNames<LoginName>())}");
        CheckFiles(options);
    }

    // Certificates that nobody is asked for, and keys without a certificate, are mistakes that would go unnoticed.
    private static void CheckFiles(TlsOptions options)
    {
        if (!options.IsEnabled && Leftover(options) is { } name)
            throw Invalid(nameof(options.CertificateFile), "", $"it must name a file when {Prefix}{name} is set");
        if (options.VerifyClient != ClientVerification.None && options.CaFile.Length == 0)
            throw Invalid(nameof(options.CaFile), "", $"it must name a file when {Prefix}{nameof(options.VerifyClient)} asks for certificates");
        if (options.VerifyClient == ClientVerification.None && options.CaFile.Length > 0)
        {
            throw Invalid(
                nameof(options.VerifyClient), "none", $"it must be request or require when {Prefix}{nameof(options.CaFile)} is set");
        }
        for (var i = 0; i < options.SniCertificates.Count; i++)
            CheckSni(SniPrefix(i), options.SniCertificates[i], options.SniCertificates, i);
    }

    private static string? Leftover(TlsOptions options)
    {
        if (options.KeyFile.Length > 0)
            return nameof(options.KeyFile);
        if (options.CaFile.Length > 0)
            return nameof(options.CaFile);
        if (options.VerifyClient != ClientVerification.None)
            return nameof(options.VerifyClient);
        return options.SniCertificates.Count > 0 ? nameof(options.SniCertificates) : null;
    }

    private static void CheckSni(string prefix, SniCertificate certificate, IList<SniCertificate> all, int index)
    {
        var name = certificate.ServerName;
        var host = name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name;
        if (Uri.CheckHostName(host) != UriHostNameType.Dns)
        {
            throw new InvalidOptionException(
                prefix + nameof(certificate.ServerName), name, "it must be a host name, such as mq.example.com or *.example.com");
        }
        for (var i = 0; i < index; i++)
        {
            if (string.Equals(all[i].ServerName, name, StringComparison.OrdinalIgnoreCase))
                throw new InvalidOptionException(prefix + nameof(certificate.ServerName), name, $"it must differ from {SniPrefix(i)}{nameof(certificate.ServerName)}");
        }
        if (certificate.CertificateFile.Length == 0)
            throw new InvalidOptionException(prefix + nameof(certificate.CertificateFile), "", "it must name a file");
    }

    private static InvalidOptionException Invalid(string name, object value, string problem) => new(Prefix + name, value, problem);
}
