using Pabal.Engine.Messages;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Durability;

/// <summary>
/// Reads messages that are only in the log back into memory, for queues whose consumers want them, on a thread of its own.
/// </summary>
/// <remarks>
/// <c>gate</c> guards the reading, and comes before the queues' locks; <c>requestGate</c> guards the list of lanes, each of
/// which is on it once at most.
/// </remarks>
internal sealed class MessageLoader
{
    private readonly Lock gate = new();
    private readonly Lock requestGate = new();
    private readonly Queue<QueueLane> requests = new();
    private readonly WorkSignal requested = new();
    private readonly FlushSet touched = new();
    private readonly IStorageObserver? observer;
    private readonly ExtentReader reader;
    private Thread? thread;
    private volatile bool isStopped;

    public MessageLoader(MessageStore store, IStorageObserver? observer)
    {
        this.observer = observer;
        reader = new ExtentReader(store);
    }

    public void Start()
    {
        thread = new Thread(Run) { IsBackground = true, Name = "Pabal message loader" };
        thread.Start();
    }

    /// <summary>Loads soon. Called under the queue's lock, once until it has.</summary>
    public void Request(QueueLane lane)
    {
        lock (requestGate)
            requests.Enqueue(lane);
        requested.Set();
    }

    /// <summary>Loads the next messages of the lane, if it needs any.</summary>
    public void Load(QueueLane lane)
    {
        lock (gate)
        {
            for (var attempt = 1; lane.TryGetCold(out var extent, out var source); attempt++)
            {
                var problem = reader.Read(source, extent, lane.Priority, isPersistent: source == lane.Journal);
                if (problem is null || attempt == ExtentReader.MaxAttempts || IsStillThere(lane, extent))
                {
                    Finish(lane, extent, source, problem);
                    break;
                }
                reader.Release();
            }
            touched.Flush();
        }
    }

    /// <summary>Loads for the lane that has asked first.</summary>
    /// <returns>False when none has.</returns>
    public bool LoadNext()
    {
        QueueLane? lane;
        lock (requestGate)
            requests.TryDequeue(out lane);
        if (lane is null)
            return false;
        Load(lane);
        return true;
    }

    /// <summary>Says that messages can't be read.</summary>
    /// <param name="queue">Whose they are.</param>
    /// <param name="count">How many.</param>
    /// <param name="problem">What went wrong; null when nothing else did.</param>
    public void Report(Queue queue, int count, string? problem) =>
        observer?.OnUnreadable(queue, $"{count} messages: {problem ?? "they are not where they were written"}");

    public void Stop()
    {
        isStopped = true;
        requested.Set();
        thread?.Join();
    }

    private static bool IsStillThere(QueueLane lane, in MessageExtent extent) =>
        lane.TryGetCold(out var current, out _) && current.From == extent.From;

    private void Finish(QueueLane lane, in MessageExtent extent, QueueJournal source, string? problem)
    {
        var missing = lane.Load(extent, source, reader.Loaded, touched);
        reader.Release();
        if (missing > 0)
            Report(lane.Queue, missing, problem);
    }

    private void Run()
    {
        while (!isStopped)
        {
            if (!LoadNext())
                requested.Wait(Timeout.Infinite);
        }
    }
}
