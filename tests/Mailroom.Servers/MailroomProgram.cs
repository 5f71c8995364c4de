using System.Net;

namespace Mailroom.Servers;

/// <summary>One of Mailroom's built programs, as a process of its own.</summary>
public sealed class MailroomProgram : IServer
{
    private readonly ServerStart start;
    private readonly Func<ServerProcess, Task> untilServing;
    private ServerProcess process;

    private MailroomProgram(ServerStart start, Func<ServerProcess, Task> untilServing)
    {
        this.start = start;
        this.untilServing = untilServing;
        process = ServerProcess.Start(start);
    }

    /// <summary>What it has printed since it was last started.</summary>
    public string Output => process.Output;

    /// <summary>Starts the API.</summary>
    /// <param name="port">That it serves on loopback.</param>
    /// <param name="folder">What it works in.</param>
    /// <param name="settings">Its configuration.</param>
    /// <exception cref="ServerException">It did not start.</exception>
    public static Task<MailroomProgram> StartApiAsync(int port, string folder, IReadOnlyDictionary<string, string> settings) =>
        StartAsync("Mailroom.Api", folder, [.. Arguments(settings), "--Logging:LogLevel:Microsoft=Warning", $"--urls=http://127.0.0.1:{port}"], process => process.WaitForPortAsync(port));

    /// <summary>Starts the bot.</summary>
    /// <param name="port">Where it takes mail by SMTP, on loopback.</param>
    /// <param name="folder">What it works in.</param>
    /// <param name="settings">Its configuration.</param>
    /// <exception cref="ServerException">It did not start.</exception>
    public static Task<MailroomProgram> StartBotAsync(int port, string folder, IReadOnlyDictionary<string, string> settings) =>
        StartAsync(
            "Mailroom.Bot",
            folder,
            [.. Arguments(settings), $"--Bot:Listen:EndPoint={new IPEndPoint(IPAddress.Loopback, port)}"],
            process => process.WaitForGreetingAsync(port));

    /// <inheritdoc/>
    public Task StopAsync() => process.StopAsync();

    /// <inheritdoc/>
    public Task KillAsync() => process.KillAsync();

    /// <inheritdoc/>
    public async Task RestartAsync()
    {
        await process.StopAsync();
        await process.DisposeAsync();
        process = ServerProcess.Start(start);
        await untilServing(process);
    }

    public async ValueTask DisposeAsync()
    {
        await process.StopAsync();
        await process.DisposeAsync();
    }

    private static IEnumerable<string> Arguments(IReadOnlyDictionary<string, string> settings) =>
        settings.Select(setting => $"--{setting.Key}={setting.Value}");

    private static async Task<MailroomProgram> StartAsync(
        string name, string folder, IEnumerable<string> arguments, Func<ServerProcess, Task> untilServing)
    {
        var program = new MailroomProgram(
            new ServerStart(BuiltProgram.Find(name, name), [.. arguments])
            {
                Folder = folder,
                OutputFile = Path.Combine(folder, $"{name}.log"),
            },
            untilServing);
        await ServerProcess.ReadyOrDisposedAsync(untilServing(program.process), program);
        return program;
    }
}
