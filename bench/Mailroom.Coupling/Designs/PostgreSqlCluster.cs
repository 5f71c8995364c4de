using System.Globalization;
using Npgsql;
using Pabal.Bench;
using Pabal.Bench.Processes;

namespace Mailroom.Coupling.Designs;

/// <summary>A PostgreSQL of its own on loopback, with Debian's defaults but for the connections that it allows.</summary>
internal sealed class PostgreSqlCluster : IAsyncDisposable
{
    private const string User = "postgres";

    // The pools of both APIs may have 100, and the server keeps some for its superuser.
    private const int MaxConnections = 200;

    private readonly TemporaryFolder folder;
    private readonly ChildProcess process;
    private readonly int port;

    private PostgreSqlCluster(TemporaryFolder folder, int port)
    {
        this.folder = folder;
        this.port = port;
        string[] arguments =
        [
            Program("postgres")!, "-D", folder["data"], "-h", "127.0.0.1", "-k", "", "-p", Text(port),
            "-c", $"max_connections={Text(MaxConnections)}",
        ];
        process = Start(folder, arguments);
    }

    /// <summary>Why it can't be used here; null when it can.</summary>
    public static string? Missing => Program("postgres") is null ? "PostgreSQL is not installed." : null;

    public int ProcessId => process.Id;

    public static async Task<PostgreSqlCluster> StartAsync(CancellationToken cancellation)
    {
        if (Missing is { } missing)
            throw new BenchException($"{missing} --database sqlite does without.");
        var home = new TemporaryFolder();
        PostgreSqlCluster? cluster = null;
        try
        {
            await RunAsync(home, "chmod", "711", home.Path);
            await RunAsync(home, "install", "-d", "-m", "700", "-o", AccountName, home["data"]);
            await using (var made = Start(home, [Program("initdb")!, "-D", home["data"], "-U", User, "-A", "trust"]))
                await SucceedAsync("initdb", made);
            cluster = new PostgreSqlCluster(home, LoopbackPort.Find(1)[0]);
            await cluster.process.WaitForLineAsync("ready to accept connections", OwnProcess.StartTimeout, cancellation);
            return cluster;
        }
        catch
        {
            if (cluster is not null)
                await cluster.DisposeAsync();
            home.Dispose();
            throw;
        }
    }

    /// <summary>Everything else is Npgsql's default, such as 100 connections at most and 15 s until one is free.</summary>
    public string ConnectionString(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username={User};Database={database}");

    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString(User));
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync(cancellation);
        return ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        folder.Dispose();
    }

    // It refuses to run as root.
    private static string AccountName => Environment.IsPrivilegedProcess ? User : Environment.UserName;

    private static ChildProcess Start(TemporaryFolder folder, string[] command) => Environment.IsPrivilegedProcess
        ? ChildProcess.Start("setpriv", [$"--reuid={User}", $"--regid={User}", "--clear-groups", .. command], folder.Path)
        : ChildProcess.Start(command[0], command[1..], folder.Path);

    private static async Task RunAsync(TemporaryFolder folder, string file, params string[] arguments)
    {
        await using var program = ChildProcess.Start(file, arguments, folder.Path);
        await SucceedAsync(file, program);
    }

    private static async Task SucceedAsync(string name, ChildProcess program)
    {
        if (!await program.WaitForExitAsync(OwnProcess.StartTimeout) || program.ExitCode != 0)
            throw new BenchException($"{name} failed: {program.LastOutput}");
    }

    // Debian keeps the servers' programs of each version in a folder of their own.
    internal static string? Program(string name)
    {
        const string versions = "/usr/lib/postgresql";
        var installed = Directory.Exists(versions)
            ? Directory.GetDirectories(versions).OrderByDescending(folder => double.TryParse(
                Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
            : Enumerable.Empty<string>();
        return installed.Select(folder => Path.Combine(folder, "bin", name)).FirstOrDefault(File.Exists);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
