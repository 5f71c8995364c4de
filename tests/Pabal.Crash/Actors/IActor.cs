namespace Pabal.Crash.Actors;

/// <summary>A client with a connection of its own, which works until the connection breaks.</summary>
internal interface IActor
{
    string Name { get; }

    Task RunAsync(IConnection connection);
}
