namespace Mailroom.Servers;

/// <summary>PostgreSQL with a cluster of its own, reached by TCP on the loopback address, never as root.</summary>
public sealed class PostgreSqlServer : IServer
{
    private const string User = "mailroom";
    // Ends the sessions too. SIGTERM would wait for clients to end them, and a pool of connections never does.
    private const string FastShutdown = "INT";

    private readonly ServerFolder folder;
    private readonly string data;
    private int databases;
    private ServerProcess process;

    private PostgreSqlServer(ServerFolder folder, string data)
    {
        this.folder = folder;
        this.data = data;
        Port = LoopbackPort.FindFree();
        process = Launch();
    }

    /// <summary>Why it can't be used here; null when it can.</summary>
    public static string? Missing
    {
        get
        {
            if (FindPrograms() is null)
                return "postgresql is not installed.";
            // It refuses to run as root, and only root can become somebody else.
            if (Environment.IsPrivilegedProcess && ServerProcess.Find("setpriv") is null)
                return "postgresql can't be run as root, and setpriv is not installed.";
            return null;
        }
    }

    public int Port { get; }

    /// <param name="parent">Where its data stays; null for nowhere.</param>
    /// <exception cref="ServerException">It did not start.</exception>
    public static async Task<PostgreSqlServer> StartAsync(string? parent = null)
    {
        var home = new ServerFolder("pg", parent);
        var cluster = home["data"];
        if (Environment.IsPrivilegedProcess)
            await RunAsync(ServerProcess.Find("chown")!, "postgres", home.Path);
        string[] setup = [Program("initdb"), "-D", cluster, "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
        await RunAsync(Unprivileged(setup));
        var server = new PostgreSqlServer(home, cluster);
        await ServerProcess.ReadyOrDisposedAsync(server.WaitUntilReadyAsync(), server);
        return server;
    }

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref databases)}";
        await RunAsync(Program("createdb"), "-h", "127.0.0.1", "-p", $"{Port}", "-U", User, name);
        return $"Host=127.0.0.1;Port={Port};Database={name};Username={User}";
    }

    /// <inheritdoc/>
    public Task KillAsync() => process.KillAsync();

    /// <inheritdoc/>
    public Task StopAsync() => process.StopAsync(FastShutdown);

    /// <inheritdoc/>
    public async Task RestartAsync()
    {
        await StopAsync();
        await process.DisposeAsync();
        process = Launch();
        await WaitUntilReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await process.DisposeAsync();
        folder.Dispose();
    }

    private static string? FindPrograms()
    {
        const string Versions = "/usr/lib/postgresql";
        if (!Directory.Exists(Versions))
            return null;
        return Directory.GetDirectories(Versions)
            .Select(version => Path.Combine(version, "bin"))
            .Where(programs => File.Exists(Path.Combine(programs, "initdb")))
            .OrderByDescending(programs => programs.Length).ThenByDescending(programs => programs, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    private static string Program(string name) => Path.Combine(FindPrograms() ?? throw new ServerException(Missing!), name);

    // Becomes the server itself. A parent of the server could be killed before it has let anybody know of its child.
    private static string[] Unprivileged(string[] command) => Environment.IsPrivilegedProcess
        ? [ServerProcess.Find("setpriv")!, "--reuid=postgres", "--regid=postgres", "--init-groups", .. command]
        : command;

    private static async Task RunAsync(params string[] command)
    {
        var (exitCode, output) = await ServerProcess.RunAsync(command[0], command[1..]);
        if (exitCode != 0)
            throw new ServerException($"{command[0]} ended with {exitCode}: {output}");
    }

    private ServerProcess Launch()
    {
        string[] command = Unprivileged(
        [
            Program("postgres"), "-D", data, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "max_connections=400",
        ]);
        return ServerProcess.Start(new ServerStart(command[0], command[1..]) { OutputFile = folder["output.log"] });
    }

    // It says nothing by itself to who connects, so the tool that comes with it asks.
    private async Task WaitUntilReadyAsync()
    {
        var deadline = DateTime.UtcNow.AddSeconds(20);
        while ((await ServerProcess.RunAsync(Program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", $"{Port}")).ExitCode != 0)
        {
            if (process.HasExited || DateTime.UtcNow > deadline)
                throw new ServerException($"PostgreSQL does not answer at port {Port}: {process.Output}");
            await Task.Delay(20);
        }
    }
}
