using System.Globalization;
using Mailroom.Servers;

namespace Mailroom.Chaos.Sink;

/// <summary>The sink as a process of its own.</summary>
internal sealed class SinkServer : IServer
{
    private readonly string folder;
    private readonly int seed;
    private ServerProcess process;

    private SinkServer(string folder, int seed)
    {
        this.folder = folder;
        this.seed = seed;
        process = Launch();
    }

    public int Port { get; } = LoopbackPort.FindFree();

    public string TakenFile => Path.Combine(folder, "taken.txt");

    public static async Task<SinkServer> StartAsync(string folder, int seed)
    {
        var server = new SinkServer(folder, seed);
        try
        {
            await server.process.WaitForGreetingAsync(server.Port);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public Task KillAsync() => process.KillAsync();

    public Task StopAsync() => process.StopAsync();

    public async Task RestartAsync()
    {
        await process.DisposeAsync();
        process = Launch();
        await process.WaitForGreetingAsync(Port);
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private ServerProcess Launch() => ServerProcess.Start(
        new ServerStart(BuiltProgram.Find("Mailroom.Chaos", "Mailroom.Chaos"), ["sink", Text(Port), TakenFile, Text(seed)])
        {
            OutputFile = Path.Combine(folder, "sink.log"),
        });

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
