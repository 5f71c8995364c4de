using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Pabal.Server.Tls;

/// <summary>Which clients' certificates are right: issued by these authorities, for clients, and valid now.</summary>
internal sealed class ClientRules(X509Certificate2Collection authorities, bool isRequired)
{
    public X509ChainPolicy CreateChainPolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            // Neither a client nor a certificate makes the broker ask around in the network.
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.2"));
        foreach (var authority in authorities)
        {
            if (authority.SubjectName.RawData.AsSpan().SequenceEqual(authority.IssuerName.RawData))
                policy.CustomTrustStore.Add(authority);
            else
                policy.ExtraStore.Add(authority);
        }
        return policy;
    }

    /// <summary>Why the client is refused, for the log; null when it isn't.</summary>
    public string? Refusal(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
            return isRequired ? "the client showed no certificate" : null;
        // The name that a client goes by is nothing to compare here.
        if ((errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None)
            return null;
        var problems = new List<string>();
        foreach (var status in chain?.ChainStatus ?? [])
            problems.Add($"{status.Status}");
        return $"the client's certificate ({certificate.Subject}) was refused: {string.Join(", ", problems)}";
    }
}
