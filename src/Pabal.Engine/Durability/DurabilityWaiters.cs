using Pabal.Storage;

namespace Pabal.Engine.Durability;

/// <summary>Those who wait for the log, each with the position it waits for.</summary>
/// <remarks>Thread-safe: <c>gate</c> guards who waits. <c>ready</c> is owned by the one who wakes, the log's thread.</remarks>
internal sealed class DurabilityWaiters
{
    // Waking another thread for one confirm costs more than sending it. But with many to send to, the next commit would wait.
    private const int CalledAtOnce = 64;

    private readonly Lock gate = new();
    private readonly List<IDurabilityObserver> ready = [];
    private List<Waiter> waiting = [];
    private List<Waiter> remaining = [];

    public void Add(IDurabilityObserver observer, LogPosition position)
    {
        lock (gate)
            waiting.Add(new Waiter(observer, position));
    }

    /// <summary>Calls one on a thread of the pool, unless it has been called since it was added.</summary>
    public void WakeElsewhere(IDurabilityObserver observer)
    {
        lock (gate)
        {
            var index = waiting.FindIndex(waiter => waiter.Observer == observer);
            if (index < 0)
                return;
            waiting.RemoveAt(index);
        }
        CallElsewhere(observer);
    }

    /// <summary>Calls everybody who waits for no more than this. For the log's thread alone.</summary>
    public void Wake(LogPosition end)
    {
        lock (gate)
        {
            remaining.Clear();
            foreach (var waiter in waiting)
            {
                if (waiter.Position <= end)
                    ready.Add(waiter.Observer);
                else
                    remaining.Add(waiter);
            }
            (waiting, remaining) = (remaining, waiting);
        }
        for (var i = 0; i < ready.Count; i++)
        {
            if (i < CalledAtOnce)
                ready[i].OnDurable();
            else
                CallElsewhere(ready[i]);
        }
        ready.Clear();
    }

    private static void CallElsewhere(IDurabilityObserver observer) =>
        ThreadPool.UnsafeQueueUserWorkItem(static one => one.OnDurable(), observer, preferLocal: false);

    private readonly record struct Waiter(IDurabilityObserver Observer, LogPosition Position);
}
