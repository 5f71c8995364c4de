using System.Security.Cryptography.X509Certificates;

namespace Mailroom.Servers;

/// <summary>Dovecot with its own configuration, users, mailboxes and ports, never as root.</summary>
public sealed class DovecotServer : IServer
{
    private readonly ServerFolder folder;
    private readonly string configuration;
    private ServerProcess process;

    private DovecotServer(ServerFolder folder, string configuration, DovecotPorts ports, X509Certificate2 certificate, MailUser user)
    {
        this.folder = folder;
        this.configuration = configuration;
        Ports = ports;
        Certificate = certificate;
        User = user;
        process = Launch();
    }

    /// <summary>Why it can't be used here; null when it can.</summary>
    public static string? Missing => ServerProcess.Find("dovecot") is null || !File.Exists("/usr/lib/dovecot/imap")
        ? "dovecot-imapd is not installed."
        : null;

    public DovecotPorts Ports { get; }

    public X509Certificate2 Certificate { get; }

    public MailUser User { get; }

    /// <summary>What it has logged since it was last started.</summary>
    public string Log => process.Output;

    /// <summary>The user's Maildir, which other servers may deliver to.</summary>
    public string Maildir => Path.Combine(folder["mail"], User.Address);

    /// <summary>The account that owns the mailboxes, as a name and a numeric user and group.</summary>
    public static DovecotAccount Account => DovecotAccount.Current;

    /// <param name="parent">Where its mailboxes stay; null for nowhere.</param>
    /// <exception cref="ServerException">It did not start.</exception>
    public static async Task<DovecotServer> StartAsync(string? parent = null)
    {
        var home = new ServerFolder("dovecot", parent);
        var user = new MailUser("bob@example.test", "secret");
        var ports = DovecotPorts.FindFree();
        var certificate = TestCertificate.Create();
        var (certificateFile, keyFile) = TestCertificate.Write(certificate, home);
        home.AddFile("users", $"{user.Address}:{{PLAIN}}{user.Password}\n");
        home.AddFolder("run");
        foreach (var part in new[] { "tmp", "new", "cur" })
            home.AddFolder($"mail/{user.Address}/{part}");
        var file = home.AddFile(
            "dovecot.conf", DovecotConfiguration.Create(home.Path, certificateFile, keyFile, ports, Account));
        await Account.TakeOverAsync(home.Path);
        var server = new DovecotServer(home, file, ports, certificate, user);
        await ServerProcess.ReadyOrDisposedAsync(server.process.WaitForGreetingAsync(ports.Imap), server);
        return server;
    }

    /// <summary>Puts a mail into the user's inbox as a delivery would.</summary>
    public async Task DeliverAsync(byte[] mail)
    {
        var name = $"{Guid.CreateVersion7():N}.test";
        var unfinished = Path.Combine(Maildir, "tmp", name);
        await File.WriteAllBytesAsync(unfinished, mail);
        await Account.TakeOverAsync(unfinished);
        File.Move(unfinished, Path.Combine(Maildir, "new", name));
    }

    /// <inheritdoc/>
    public Task KillAsync() => process.KillAsync();

    /// <inheritdoc/>
    public Task StopAsync() => process.StopAsync();

    /// <inheritdoc/>
    public async Task RestartAsync()
    {
        await process.StopAsync();
        await process.DisposeAsync();
        File.Delete(folder["run/master.pid"]);
        process = Launch();
        await process.WaitForGreetingAsync(Ports.Imap);
    }

    public async ValueTask DisposeAsync()
    {
        await process.StopAsync();
        await process.DisposeAsync();
        Certificate.Dispose();
        folder.Dispose();
    }

    private ServerProcess Launch() =>
        Account.Start(ServerProcess.Find("dovecot") ?? throw new ServerException(Missing!), "-F", "-c", configuration);
}
