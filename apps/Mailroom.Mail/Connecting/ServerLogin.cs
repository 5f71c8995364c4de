using System.Security.Authentication;
using MailKit;
using MailKit.Security;

namespace Mailroom.Mail.Connecting;

/// <summary>Connects a client of MailKit, and logs in.</summary>
internal sealed class ServerLogin(MailServerOptions options)
{
    private readonly CertificateTrust trust = new(options);

    /// <exception cref="System.Security.Authentication.AuthenticationException">The login would show its secret to others.</exception>
    public async Task ConnectAsync(MailService client, CancellationToken cancellation)
    {
        client.ServerCertificateValidationCallback = trust.IsTrusted;
        client.CheckCertificateRevocation = options.CheckRevocation;
        // The deadlines are the caller's; this one only has to be longer.
        client.Timeout = (int)TimeSpan.FromHours(1).TotalMilliseconds;
        await client.ConnectAsync(options.Host, options.Port, Security, cancellation);
        if (options.Credentials is { } credentials)
        {
            if (!client.IsSecure && !options.AllowPlaintextAuthentication)
                throw new System.Security.Authentication.AuthenticationException("No login without TLS.");
            await client.AuthenticateAsync(await ChooseAsync(client, credentials, cancellation), cancellation);
        }
    }

    private SecureSocketOptions Security => options.Tls switch
    {
        TlsMode.None => SecureSocketOptions.None,
        TlsMode.IfOffered => SecureSocketOptions.StartTlsWhenAvailable,
        TlsMode.Required => SecureSocketOptions.StartTls,
        TlsMode.Implicit => SecureSocketOptions.SslOnConnect,
        _ => throw new InvalidOperationException($"TlsMode {options.Tls} is unknown."),
    };

    private static async ValueTask<SaslMechanism> ChooseAsync(
        MailService client, MailCredentials credentials, CancellationToken cancellation)
    {
        if (credentials.GetToken is null)
        {
            return client.AuthenticationMechanisms.Contains("PLAIN") || !client.AuthenticationMechanisms.Contains("LOGIN")
                ? new SaslMechanismPlain(credentials.User, credentials.Password!)
                : new SaslMechanismLogin(credentials.User, credentials.Password!);
        }
        return new SaslMechanismOAuth2(credentials.User, await GetTokenAsync(credentials.GetToken, cancellation));
    }

    private static async ValueTask<string> GetTokenAsync(
        Func<CancellationToken, ValueTask<string>> getToken, CancellationToken cancellation)
    {
        try
        {
            return await getToken(cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Its text may hold a secret of the token service, so only its kind goes on.
#pragma warning disable MA0054
            throw new InvalidCredentialException($"No access token: {exception.GetType().Name}.");
#pragma warning restore MA0054
        }
    }
}
