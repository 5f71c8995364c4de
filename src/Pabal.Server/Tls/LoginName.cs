namespace Pabal.Server.Tls;

/// <summary>Which name in a client's certificate is its user's.</summary>
public enum LoginName
{
    /// <summary>The whole subject, the most specific part first, as in RFC 4514: CN=reader,O=Example.</summary>
    DistinguishedName,

    /// <summary>The subject's common name; several are joined by commas.</summary>
    CommonName,

    /// <summary>The first DNS name among the alternative names.</summary>
    AlternativeDns,

    /// <summary>The first e-mail address among the alternative names.</summary>
    AlternativeEmail,

    /// <summary>The first URI among the alternative names.</summary>
    AlternativeUri,
}
