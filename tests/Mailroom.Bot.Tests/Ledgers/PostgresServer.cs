using Mailroom.Servers;
using Npgsql;

namespace Mailroom.Bot.Tests.Ledgers;

/// <summary>PostgreSQL with its own cluster and port, one for all tests of this process.</summary>
internal sealed class PostgresServer
{
    private const string User = "postgres";

    private static readonly Lazy<Task<PostgresServer>> shared = new(StartAsync);

    private readonly int port;

    private PostgresServer(int port) => this.port = port;

    /// <summary>Why it can't be used here; null when it can.</summary>
    public static string? Missing => Binaries() is null ? "postgresql is not installed." : null;

    public static Task<PostgresServer> SharedAsync() => shared.Value;

    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={port};Username={User};Database={database};Timeout=15;Command Timeout=15";

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The names in it are the tests' own.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static string? Binaries()
    {
        const string Versions = "/usr/lib/postgresql";
        return Directory.Exists(Versions)
            ? Directory.GetDirectories(Versions).Select(version => Path.Combine(version, "bin"))
                .LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")) && File.Exists(Path.Combine(bin, "postgres")))
            : null;
    }

    private static async Task<PostgresServer> StartAsync()
    {
        var bin = Binaries() ?? throw new ServerException(Missing!);
        var folder = Directory.CreateTempSubdirectory("mailroom-postgres-").FullName;
        var free = LoopbackPort.FindFree();
        // It refuses to run as root.
        string[] account = Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups"] : [];
        if (account.Length > 0)
            await RunAsync("chown", $"{User}:{User}", folder);
        var data = Path.Combine(folder, "data");
        await RunAsync([.. account, Path.Combine(bin, "initdb"), "-D", data, "-U", User, "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"]);
        var process = ServerProcess.Start(
            account.Length > 0 ? account[0] : Path.Combine(bin, "postgres"),
            [
                .. account.Skip(1),
                .. account.Length > 0 ? [Path.Combine(bin, "postgres")] : Array.Empty<string>(),
                "-D", data, "-p", $"{free}", "-h", "127.0.0.1", "-k", folder, "-c", "fsync=off",
            ]);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            process.KillAsync().Wait(TimeSpan.FromSeconds(5));
            Directory.Delete(folder, recursive: true);
        };
        var server = new PostgresServer(free);
        await UntilReadyAsync(server);
        return server;
    }

    private static async Task RunAsync(params string[] command)
    {
        var (exitCode, output) = await ServerProcess.RunAsync(command[0], command[1..]);
        if (exitCode != 0)
            throw new ServerException($"{command[0]}: {output}");
    }

    private static async Task UntilReadyAsync(PostgresServer server)
    {
        for (var left = 100; ; left--)
        {
            try
            {
                await server.ExecuteAsync("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (left > 0)
            {
                await Task.Delay(100);
            }
        }
    }
}
