using Pabal.Engine.Messages;
using Pabal.Engine.Queues;
using Pabal.Storage;

namespace Pabal.Engine.Durability;

/// <summary>
/// Reads messages that are only in the log back into memory, for queues whose consumers want them, on a thread of its own.
/// </summary>
/// <remarks>
/// <c>gate</c> guards the reading, and comes before the queues' locks; <c>requestGate</c> guards the list of queues, each of
/// which is on it once at most.
/// </remarks>
internal sealed class MessageLoader
{
    // The file may have been given up since its place was looked up; then the messages are elsewhere.
    private const int MaxAttempts = 5;

    private const int MaxKeptBuffer = 1024 * 1024;

    private readonly Lock gate = new();
    private readonly Lock requestGate = new();
    private readonly Queue<Queue> requests = new();
    private readonly WorkSignal requested = new();
    private readonly FlushSet touched = new();
    private readonly Journal journal;
    private readonly MessageStore store;
    private readonly IStorageObserver? observer;
    private readonly RecordMessages messages;
    private Thread? thread;
    private byte[] buffer = [];
    private volatile bool isStopped;

    public MessageLoader(Journal journal, MessageStore store, IStorageObserver? observer)
    {
        this.observer = observer;
        this.journal = journal;
        this.store = store;
        messages = new RecordMessages(store.Segments);
    }

    public void Start()
    {
        thread = new Thread(Run) { IsBackground = true, Name = "Pabal message loader" };
        thread.Start();
    }

    /// <summary>Loads soon. Called under the queue's lock, once until it has.</summary>
    public void Request(Queue queue)
    {
        lock (requestGate)
            requests.Enqueue(queue);
        requested.Set();
    }

    /// <summary>Loads the next messages of the queue, if it needs any.</summary>
    /// <returns>False when the log has failed before they were in it.</returns>
    public bool Load(Queue queue)
    {
        lock (gate)
        {
            var isThere = TryLoad(queue);
            touched.Flush();
            return isThere;
        }
    }

    /// <summary>Loads for the queue that has asked first.</summary>
    /// <returns>False when none has.</returns>
    public bool LoadNext()
    {
        Queue? queue;
        lock (requestGate)
            requests.TryDequeue(out queue);
        if (queue is null)
            return false;
        Load(queue);
        return true;
    }

    public void Stop()
    {
        isStopped = true;
        requested.Set();
        thread?.Join();
    }

    private bool TryLoad(Queue queue)
    {
        for (var attempt = 1; queue.TryGetCold(out var extent); attempt++)
        {
            if (!WaitUntilDurable(extent))
                return false;
            messages.Begin(queue, extent);
            try
            {
                HandOver(queue, extent, Read(extent));
                return true;
            }
            catch (IOException) when (attempt < MaxAttempts)
            {
                // Looks it up once more.
            }
            catch (IOException exception)
            {
                HandOver(queue, extent, exception.Message);
                return true;
            }
            finally
            {
                messages.Release(store);
            }
        }
        return true;
    }

    // What is only in the log was durable when it was given up; since then others, or copies, may have joined the extent.
    private bool WaitUntilDurable(in MessageExtent extent)
    {
        using var waiter = new DurabilityWaiter(journal, extent.To);
        return waiter.Wait();
    }

    /// <returns>What is wrong with it; null when nothing is.</returns>
    private string? Read(in MessageExtent extent)
    {
        if (buffer.Length < extent.Length)
            buffer = GC.AllocateUninitializedArray<byte>(extent.Length);
        try
        {
            journal.Log.ReadRecords(extent.From, extent.To, ref buffer, messages);
            return null;
        }
        catch (LogDamageException exception)
        {
            return exception.Message;
        }
    }

    private void HandOver(Queue queue, in MessageExtent extent, string? problem)
    {
        messages.Loaded.Order(store);
        var missing = queue.Load(extent, messages.Loaded, touched);
        if (buffer.Length > MaxKeptBuffer)
            buffer = [];
        if (missing > 0)
            observer?.OnUnreadable(queue, $"{missing} messages: {problem ?? "they are not where they were written"}");
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
