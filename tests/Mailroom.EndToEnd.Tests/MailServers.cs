using Mailroom.Servers;

namespace Mailroom.EndToEnd.Tests;

/// <summary>Postfix to send through, and Dovecot for the mailbox that it delivers to and the passwords that it asks for.</summary>
internal sealed class MailServers : IAsyncDisposable
{
    private readonly ServerFolder folder = new("roots");

    private MailServers(PolicyServer policy, DovecotServer dovecot, PostfixServer postfix)
    {
        Policy = policy;
        Dovecot = dovecot;
        Postfix = postfix;
        // Files of their own, because the certificates have the same name.
        DovecotRoots = folder.AddFile("dovecot.pem", dovecot.Certificate.ExportCertificatePem());
        PostfixRoots = folder.AddFile("postfix.pem", postfix.Certificate.ExportCertificatePem());
    }

    public static string? Missing => PostfixServer.Missing ?? DovecotServer.Missing ?? Swaks.Missing;

    public PolicyServer Policy { get; }

    public DovecotServer Dovecot { get; }

    public PostfixServer Postfix { get; }

    public string DovecotRoots { get; }

    public string PostfixRoots { get; }

    public static async Task<MailServers> StartAsync()
    {
        var policy = new PolicyServer();
        var dovecot = await DovecotServer.StartAsync();
        var postfix = await PostfixServer.StartAsync(new PostfixOptions
        {
            SaslPort = dovecot.Ports.Sasl,
            Maildir = dovecot.Maildir,
            PolicyPort = policy.Port,
        });
        return new MailServers(policy, dovecot, postfix);
    }

    /// <summary>How many delivered mails contain a text.</summary>
    public int Count(string text) => new[] { "new", "cur" }
        .SelectMany(part => Directory.GetFiles(Path.Combine(Dovecot.Maildir, part)))
        .Count(file => Contains(file, text));

    public async ValueTask DisposeAsync()
    {
        await Postfix.DisposeAsync();
        await Dovecot.DisposeAsync();
        await Policy.DisposeAsync();
        folder.Dispose();
    }

    private static bool Contains(string file, string text)
    {
        try
        {
            return File.ReadAllText(file).Contains(text, StringComparison.Ordinal);
        }
        catch (FileNotFoundException)
        {
            // Dovecot has just renamed it; the caller looks again.
            return false;
        }
    }
}
