using System.Security.Cryptography.X509Certificates;

namespace Mailroom.Servers;

/// <summary>
/// Postfix with its own configuration, queue and ports. Mail for example.test goes into a Maildir, mail for inbound.test on to another
/// server; later@example.test is refused with 450 and never@example.test with 550.
/// </summary>
public sealed class PostfixServer : IServer
{
    private const string Master = "/usr/lib/postfix/sbin/master";

    private readonly ServerFolder folder;
    private ServerProcess process;

    private PostfixServer(ServerFolder folder, PostfixPorts ports, X509Certificate2 certificate, string maildir)
    {
        this.folder = folder;
        Ports = ports;
        Certificate = certificate;
        Maildir = maildir;
        process = Launch();
    }

    /// <summary>Why it can't be used here; null when it can.</summary>
    public static string? Missing
    {
        get
        {
            if (!File.Exists(Master))
                return "postfix is not installed.";
            return Environment.IsPrivilegedProcess ? null : "postfix needs root to start.";
        }
    }

    public PostfixPorts Ports { get; }

    public X509Certificate2 Certificate { get; }

    public string Maildir { get; }

    /// <summary>What it has logged.</summary>
    public string Log => File.Exists(folder["log"]) ? File.ReadAllText(folder["log"]) : process.Output;

    /// <exception cref="ServerException">It did not start.</exception>
    public static async Task<PostfixServer> StartAsync(PostfixOptions? options = null)
    {
        options ??= new PostfixOptions();
        var home = new ServerFolder("postfix");
        var ports = PostfixPorts.FindFree();
        var certificate = TestCertificate.Create();
        var (certificateFile, keyFile) = TestCertificate.Write(certificate, home);
        var maildir = options.Maildir ?? Path.Combine(home.AddFolder("mail"), "inbox");
        home.AddFolder("etc");
        home.AddFolder("queue");
        home.AddFile("etc/main.cf", PostfixConfiguration.Main(home.Path, certificateFile, keyFile, maildir, options));
        home.AddFile("etc/master.cf", PostfixConfiguration.Master(ports, options.SaslPort is not null));
        await GiveAsync("postfix", home.AddFolder("data"));
        if (options.Maildir is null)
            await GiveAsync("nobody", home["mail"]);
        // Makes the queue's folders.
        var (exitCode, output) = await ServerProcess.RunAsync(ServerProcess.Find("postfix")!, "-c", home["etc"], "check");
        if (exitCode != 0)
            throw new ServerException($"postfix check: {output}");
        var server = new PostfixServer(home, ports, certificate, maildir);
        await ServerProcess.ReadyOrDisposedAsync(server.process.WaitForGreetingAsync(ports.Smtp), server);
        return server;
    }

    /// <summary>The mails that were delivered and not yet picked up.</summary>
    public IReadOnlyList<string> Delivered()
    {
        var arrived = Path.Combine(Maildir, "new");
        return Directory.Exists(arrived) ? Directory.GetFiles(arrived) : [];
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
        process = Launch();
        await process.WaitForGreetingAsync(Ports.Smtp);
    }

    public async ValueTask DisposeAsync()
    {
        await process.StopAsync();
        await process.DisposeAsync();
        Certificate.Dispose();
        folder.Dispose();
    }

    private static async Task GiveAsync(string user, string path)
    {
        var (exitCode, output) = await ServerProcess.RunAsync("chown", user, path);
        if (exitCode != 0)
            throw new ServerException($"chown {path}: {output}");
    }

    // In the foreground, so that it can be ended; in a session of its own, because it signals its whole process group.
    private ServerProcess Launch() => ServerProcess.Start("setsid", "--wait", Master, "-c", folder["etc"], "-d");
}
