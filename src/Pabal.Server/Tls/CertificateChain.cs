using System.Security.Cryptography.X509Certificates;

namespace Pabal.Server.Tls;

/// <summary>A certificate with its private key, and the certificates of its issuers that were in the file with it.</summary>
internal sealed record CertificateChain(X509Certificate2 Certificate, X509Certificate2Collection Issuers);
