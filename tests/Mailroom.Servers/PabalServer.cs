namespace Mailroom.Servers;

/// <summary>The built pabal executable with a data directory of its own.</summary>
public sealed class PabalServer : IBrokerServer
{
    private readonly ServerFolder folder = new("pabal");
    private readonly int port = LoopbackPort.FindFree();
    private ServerProcess process;

    private PabalServer() => process = Launch();

    /// <inheritdoc/>
    public string Uri => $"amqp://guest:guest@127.0.0.1:{port}";

    /// <exception cref="ServerException">It did not start.</exception>
    public static async Task<PabalServer> StartAsync()
    {
        var server = new PabalServer();
        await ServerProcess.ReadyOrDisposedAsync(server.process.WaitForPortAsync(server.port), server);
        return server;
    }

    /// <inheritdoc/>
    public Task KillAsync() => process.KillAsync();

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
        });
}
