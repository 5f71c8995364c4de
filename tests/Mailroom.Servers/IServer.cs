namespace Mailroom.Servers;

/// <summary>A server that tests end and start again. Disposing of it ends it for good.</summary>
public interface IServer : IAsyncDisposable
{
    /// <summary>Ends it as a crash would.</summary>
    Task KillAsync();

    /// <summary>Asks it to end, and waits until it has.</summary>
    Task StopAsync();

    /// <summary>Starts it again with the same ports and data, and waits until it serves.</summary>
    /// <exception cref="ServerException">It did not start.</exception>
    Task RestartAsync();
}
