using System.Formats.Asn1;
using Pabal.Server.Tls;

namespace Pabal.Server.Tests.Tls;

/// <summary>Names of users in certificates. The expected subjects are what RabbitMQ 3.10.8 makes of the same names.</summary>
public sealed class CertificateNamesTests : IDisposable
{
    private const string CommonName = "2.5.4.3";

    private readonly TestAuthority authority = new();

    public static TheoryData<string, (string, string)[][]> Subjects => new()
    {
        { "O=Example,CN=reader", [[(CommonName, "reader")], [("2.5.4.10", "Example")]] },
        {
            """CN=x = \<y\>\; \"z\",OU=a+OU=b,O=Post\, and Relay,L=Jongno,ST=Seoul,C=KR""",
            [
                [("2.5.4.6", "KR")], [("2.5.4.8", "Seoul")], [("2.5.4.7", "Jongno")], [("2.5.4.10", "Post, and Relay")],
                [("2.5.4.11", "a"), ("2.5.4.11", "b")], [(CommonName, "x = <y>; \"z\"")],
            ]
        },
        {
            "CN=two,CN=one,UID=u1,DC=example,DC=com",
            [
                [("0.9.2342.19200300.100.1.25", "com")], [("0.9.2342.19200300.100.1.25", "example")],
                [("0.9.2342.19200300.100.1.1", "u1")], [(CommonName, "one")], [(CommonName, "two")],
            ]
        },
        { """O=\#hash,CN=\ leading""", [[(CommonName, " leading")], [("2.5.4.10", "#hash")]] },
        { """EMAILADDRESS=a@b.c,CN=trailing\ """, [[(CommonName, "trailing ")], [("1.2.840.113549.1.9.1", "a@b.c")]] },
        {
            """INITIALS=i,SN=s,GIVENNAME=g,TITLE=T,SERIALNUMBER=12,CN=\ED\8C\8C\EB\B0\9C""",
            [
                [(CommonName, "파발")], [("2.5.4.5", "12")], [("2.5.4.12", "T")], [("2.5.4.42", "g")], [("2.5.4.4", "s")],
                [("2.5.4.43", "i")],
            ]
        },
        {
            """2.5.4.41=n,PSEUDONYM=p,CN=a\\b,2.5.4.9=Main 1""",
            [[("2.5.4.9", "Main 1")], [(CommonName, "a\\b")], [("2.5.4.65", "p")], [("2.5.4.41", "n")]]
        },
    };

    [Theory]
    [MemberData(nameof(Subjects), DisableDiscoveryEnumeration = true)]
    public void DistinguishedName_OfASubject_IsRabbitMqs(string expected, (string, string)[][] subject) =>
        DistinguishedName.Format(DistinguishedName.Parse(Encode(subject))).ShouldBe(expected);

    [Theory]
    [InlineData(LoginName.DistinguishedName, "CN=reader,O=Example")]
    [InlineData(LoginName.CommonName, "reader")]
    [InlineData(LoginName.AlternativeDns, "reader.example")]
    [InlineData(LoginName.AlternativeEmail, "reader@example.com")]
    [InlineData(LoginName.AlternativeUri, "spiffe://example/reader")]
    public void Name_ThatTheCertificateHas_IsFound(LoginName which, string expected)
    {
        using var certificate = authority.IssueClient("CN=reader, O=Example", names =>
        {
            names.AddIpAddress(System.Net.IPAddress.Loopback);
            names.AddEmailAddress("reader@example.com");
            names.AddUri(new Uri("spiffe://example/reader"));
            names.AddDnsName("reader.example");
            names.AddDnsName("second.example");
        });

        CertificateNames.Find(certificate, which).ShouldBe(expected);
    }

    [Theory]
    [InlineData(LoginName.CommonName)]
    [InlineData(LoginName.AlternativeDns)]
    [InlineData(LoginName.AlternativeUri)]
    public void Name_ThatTheCertificateLacks_IsNull(LoginName which)
    {
        using var certificate = authority.IssueClient("O=Example", names => names.AddEmailAddress("reader@example.com"));
        using var bare = authority.IssueClient("O=Example");

        CertificateNames.Find(certificate, which).ShouldBeNull();
        CertificateNames.Find(bare, which).ShouldBeNull();
    }

    [Fact]
    public void CommonNames_IfThereAreSeveral_AreJoined()
    {
        using var certificate = authority.IssueClient("CN=two, CN=one");

        CertificateNames.Find(certificate, LoginName.CommonName).ShouldBe("one,two");
    }

    public void Dispose() => authority.Dispose();

    private static byte[] Encode((string Type, string Value)[][] subject)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var part in subject)
            {
                using var set = writer.PushSetOf();
                foreach (var (type, value) in part)
                {
                    using var attribute = writer.PushSequence();
                    writer.WriteObjectIdentifier(type);
                    writer.WriteCharacterString(UniversalTagNumber.UTF8String, value);
                }
            }
        }
        return writer.Encode();
    }
}
