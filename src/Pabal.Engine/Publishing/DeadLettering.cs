using System.Collections.Concurrent;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Publishing;

/// <summary>Where the dead letters of a virtual host's queues are published. Thread-safe.</summary>
/// <param name="virtualHost">The virtual host.</param>
internal sealed class DeadLettering(VirtualHost virtualHost)
{
    private readonly ConcurrentQueue<DeadLetters> waiting = new();

    /// <summary>True: they are published when the owner likes.</summary>
    public bool HoldsBack { get; set; }

    /// <summary>Publishes a queue's dead letters soon. Called under its lock.</summary>
    public void Run(DeadLetters letters)
    {
        if (!HoldsBack)
            ThreadPool.UnsafeQueueUserWorkItem(letters, preferLocal: false);
        else
            waiting.Enqueue(letters);
    }

    /// <summary>Publishes for the queue that has asked first.</summary>
    /// <returns>False when none has.</returns>
    public bool RunNext()
    {
        if (!waiting.TryDequeue(out var letters))
            return false;
        letters.Execute();
        return true;
    }

    /// <param name="touched">Receives the connections to flush.</param>
    public DeadLetterPublisher CreatePublisher(FlushSet touched) => new(new Publisher(virtualHost, touched));
}
