using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Pabal.Server.Tls;

/// <summary>Takes the name of a user from a certificate, as RabbitMQ's ssl_cert_login_from does.</summary>
internal static class CertificateNames
{
    private const string CommonName = "2.5.4.3";
    private const string AlternativeNames = "2.5.29.17";

    // Choices of GeneralName (RFC 5280 §4.2.1.6).
    private const int Email = 1;
    private const int Dns = 2;
    private const int Uri = 6;

    /// <returns>Null when the certificate has no such name.</returns>
    public static string? Find(X509Certificate2 certificate, LoginName which)
    {
        try
        {
            return which switch
            {
                LoginName.CommonName => Join(DistinguishedName.Parse(certificate.SubjectName.RawData)),
                LoginName.AlternativeDns => Alternative(certificate, Dns),
                LoginName.AlternativeEmail => Alternative(certificate, Email),
                LoginName.AlternativeUri => Alternative(certificate, Uri),
                _ => DistinguishedName.Format(DistinguishedName.Parse(certificate.SubjectName.RawData)),
            };
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static string? Join(List<List<(string Type, string Value)>> subject)
    {
        var names = new List<string>();
        foreach (var part in subject)
        {
            foreach (var (type, value) in part)
            {
                if (type == CommonName)
                    names.Add(value);
            }
        }
        return names.Count == 0 ? null : string.Join(',', names);
    }

    private static string? Alternative(X509Certificate2 certificate, int choice)
    {
        foreach (var extension in certificate.Extensions)
        {
            if (extension.Oid?.Value != AlternativeNames)
                continue;
            var wanted = new Asn1Tag(TagClass.ContextSpecific, choice);
            var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData)
            {
                if (names.PeekTag().HasSameClassAndValue(wanted))
                    return names.ReadCharacterString(UniversalTagNumber.IA5String, wanted);
                names.ReadEncodedValue();
            }
        }
        return null;
    }
}
