namespace Mailroom.Servers;

/// <summary>The built pabal executable with a data directory of its own.</summary>
public sealed class PabalServer : IBrokerServer
{
    private readonly ServerFolder folder;
    private readonly int port = LoopbackPort.FindFree();
    private ServerProcess process;

    private PabalServer(string? parent)
    {
        folder = new ServerFolder("pabal", parent);
        process = Launch();
    }

    /// <inheritdoc/>
    public string Uri => $"amqp://guest:guest@127.0.0.1:{port}";

    /// <param name="parent">Where its data stays; null for nowhere.</param>
    /// <exception cref="ServerException">It did not start.</exception>
    public static async Task<PabalServer> StartAsync(string? parent = null)
    {
        var server = new PabalServer(parent);
        await ServerProcess.ReadyOrDisposedAsync(server.process.WaitForPortAsync(server.port), server);
        return server;
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
        await process.WaitForPortAsync(port);
    }

    public async ValueTask DisposeAsync()
    {
        await process.StopAsync();
        await process.DisposeAsync();
        folder.Dispose();
    }

    private ServerProcess Launch() => ServerProcess.Start(
        new ServerStart(BuiltProgram.Find("Pabal", "pabal"), [$"--Amqp:Port={port}", $"--DataDirectory={folder["data"]}"])
        {
            Folder = folder.Path,
            OutputFile = folder["output.log"],
        });
}
