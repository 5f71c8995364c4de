using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Mailroom.Mail.Connecting;

/// <summary>Trusts what the system trusts, and what the options add to it. The server's name always has to match.</summary>
internal sealed class CertificateTrust(MailServerOptions options)
{
    public bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        return errors == SslPolicyErrors.RemoteCertificateChainErrors && options.TrustedRoots.Count > 0 &&
            certificate is X509Certificate2 shown && LeadsToAddedRoot(shown, chain);
    }

    private bool LeadsToAddedRoot(X509Certificate2 shown, X509Chain? chain)
    {
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.RevocationMode = options.CheckRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck;
        foreach (var root in options.TrustedRoots)
            own.ChainPolicy.CustomTrustStore.Add(root);
        foreach (var element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            own.ChainPolicy.ExtraStore.Add(element.Certificate);
        return own.Build(shown);
    }
}
