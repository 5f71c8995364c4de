using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pabal.Server.Tls;

/// <summary>Reads certificates from files. Every failure names the option whose file is at fault, and never what is in it.</summary>
internal static class CertificateLoader
{
    private const string PemBegin = "-----BEGIN";

    /// <param name="prefix">Of the options' keys.</param>
    /// <param name="certificateFile">PEM, or PFX.</param>
    /// <param name="keyFile">PEM; empty when the first file holds the key too.</param>
    /// <param name="password">Of the key or the PFX file; empty for none.</param>
    /// <exception cref="InvalidOptionException">A file can't be used.</exception>
    public static CertificateChain Load(string prefix, string certificateFile, string keyFile, string password)
    {
        var certificateKey = prefix + nameof(TlsOptions.CertificateFile);
        var octets = Using(certificateKey, certificateFile, () => File.ReadAllBytes(certificateFile));
        if (octets.AsSpan().IndexOf("-----BEGIN"u8) < 0)
            return Using(certificateKey, certificateFile, () => FromPfx(octets, password));
        var pem = System.Text.Encoding.ASCII.GetString(octets);
        var chain = new X509Certificate2Collection();
        Using(certificateKey, certificateFile, () => FillFromPem(chain, pem));
        var (key, file) = keyFile.Length == 0 ? (certificateKey, certificateFile) : (prefix + nameof(TlsOptions.KeyFile), keyFile);
        var keyPem = keyFile.Length == 0 ? pem : Using(key, file, () => File.ReadAllText(file));
        var certificate = Using(key, file, () => WithKey(pem, keyPem, password));
        // The first is the certificate itself, without its key.
        chain.RemoveAt(0);
        return new CertificateChain(certificate, chain);
    }

    /// <exception cref="InvalidOptionException">The file can't be used.</exception>
    public static X509Certificate2Collection LoadAuthorities(string key, string file)
    {
        var authorities = new X509Certificate2Collection();
        Using(key, file, () => FillFromPem(authorities, File.ReadAllText(file)));
        return authorities;
    }

    private static int FillFromPem(X509Certificate2Collection certificates, string pem)
    {
        certificates.ImportFromPem(pem);
        return certificates.Count > 0 ? certificates.Count : throw new CryptographicException("there is no certificate in it");
    }

    private static X509Certificate2 WithKey(string pem, string keyPem, string password)
    {
        if (!keyPem.Contains(PemBegin, StringComparison.Ordinal))
            throw new CryptographicException("there is no private key in PEM in it");
        return Usable(password.Length > 0 && keyPem.Contains("ENCRYPTED", StringComparison.Ordinal)
            ? X509Certificate2.CreateFromEncryptedPem(pem, keyPem, password)
            : X509Certificate2.CreateFromPem(pem, keyPem));
    }

    private static CertificateChain FromPfx(byte[] octets, string password)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(octets, password);
        var issuers = new X509Certificate2Collection();
        X509Certificate2? certificate = null;
        foreach (var found in all)
        {
            if (certificate is null && found.HasPrivateKey)
                certificate = found;
            else
                issuers.Add(found);
        }
        return new CertificateChain(certificate ?? throw new CryptographicException("there is no private key in it"), issuers);
    }

    // Windows' TLS can't use a key that was never in one of its stores, which importing it again brings about.
    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
            return certificate;
        using (certificate)
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }

    private static T Using<T>(string key, string file, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            var reason = exception.Message.ReplaceLineEndings(" ");
            throw new InvalidOptionException(key, file, $"it can't be used: {reason}");
        }
    }
}
