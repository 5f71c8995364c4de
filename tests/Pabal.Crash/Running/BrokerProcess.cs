using System.Diagnostics;
using Pabal.Bench;
using Pabal.Bench.Processes;

namespace Pabal.Crash.Running;

/// <summary>The pabal executable on a data directory.</summary>
internal sealed class BrokerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(30);

    private readonly ChildProcess process;
    private readonly long started = Stopwatch.GetTimestamp();

    private BrokerProcess(ChildProcess process) => this.process = process;

    public bool HasExited => process.HasExited;

    /// <summary>The end of what it printed, and its exit code when it has ended.</summary>
    public string LastWords => (process.HasExited ? $"exit code {process.ExitCode}: " : "") + process.LastOutput;

    public TimeSpan Age => Stopwatch.GetElapsedTime(started);

    /// <summary>Runs a command of the executable for the broker of a data directory, whether that runs or not.</summary>
    /// <returns>True when it says that it was done.</returns>
    public static async Task<bool> CommandAsync(string data, CrashOptions options, IEnumerable<string> arguments)
    {
        await using var command = ChildProcess.Start(
            ProgramOf(options), arguments.Append($"--DataDirectory={data}"), Path.GetDirectoryName(data)!);
        return await command.WaitForExitAsync(EndTimeout) && command.ExitCode == 0;
    }

    /// <param name="data">The data directory.</param>
    /// <param name="options">What is started, and how.</param>
    /// <param name="logFileSize">Octets; small files are filled, compacted and deleted many times in a run.</param>
    public static BrokerProcess Start(string data, CrashOptions options, int logFileSize)
    {
        string[] arguments = ["--Amqp:Port=0", $"--DataDirectory={data}", $"--Sync={options.Sync}", $"--LogFileSize={logFileSize}"];
        var folder = Path.GetDirectoryName(data)!;
        return new BrokerProcess(ChildProcess.Start(ProgramOf(options), arguments, folder, outputFile: Path.Combine(folder, "broker.log")));
    }

    private static string ProgramOf(CrashOptions options)
    {
        var file = options.Program ?? Repository.Path("artifacts", "bin", "Pabal", "release", "pabal");
        return File.Exists(file) ? file : throw new BenchException($"{file} is missing: run ./build first");
    }

    /// <exception cref="BenchException">It ended, or takes too long.</exception>
    public async Task<Uri> ListensAsync() =>
        new(await process.WaitForLineAsync("Pabal listens on ", StartTimeout, CancellationToken.None));

    public Task KillAsync() => process.KillAsync();

    public void Terminate() => Libc.Terminate(process.Id);

    /// <summary>Waits until it has ended after <see cref="Terminate"/>.</summary>
    /// <returns>False when it was too slow, or says that something was wrong.</returns>
    public async Task<bool> EndsWellAsync() => await process.WaitForExitAsync(EndTimeout) && process.ExitCode == 0;

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await process.KillAsync();
        await process.DisposeAsync();
    }
}
