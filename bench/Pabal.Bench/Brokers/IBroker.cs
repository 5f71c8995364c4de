namespace Pabal.Bench.Brokers;

/// <summary>A broker that runs as a process of its own on loopback; disposing of it ends it.</summary>
internal interface IBroker : IAsyncDisposable
{
    /// <summary>One of <see cref="BrokerNames"/>.</summary>
    string Name { get; }

    int Port { get; }

    int ProcessId { get; }

    /// <summary>Called before each run, when nothing is under way.</summary>
    void PrepareRun()
    {
    }
}
