using Pabal.Engine.Timing;

namespace Pabal.Engine.Queues;

/// <summary>How long a queue is there while nobody uses it (x-expires).</summary>
/// <remarks>
/// Guarded by the queue's lock. It is renewed when the queue is declared again, actively or passively, when somebody takes a
/// message or finds none, and when the last consumer goes; not by what is published, purged or bound, as in RabbitMQ.
/// </remarks>
internal sealed class QueueLease(Queue queue, QueueConsumers consumers)
{
    private Deadline? deadline;
    private bool isStarted;
    private bool isSet;
    private long? milliseconds;
    private long endMs;

    private Schedule Schedule => queue.Context.Schedule;

    /// <summary>Nobody has used it for so long. Consumers are not looked at.</summary>
    public bool HasEnded => milliseconds is not null && Schedule.NowMs >= endMs;

    /// <summary>Begins. Before that, nobody would hear of its end.</summary>
    public void Start(long? expiresMs)
    {
        isStarted = true;
        milliseconds = expiresMs;
        Renew();
    }

    public void Apply(long? expiresMs)
    {
        if (expiresMs == milliseconds)
            return;
        milliseconds = expiresMs;
        // It may be due sooner than it was.
        isSet = false;
        Renew();
    }

    public void Renew()
    {
        if (!isStarted || milliseconds is not { } length)
            return;
        endMs = Schedule.NowMs + length;
        if (!isSet)
            Set();
    }

    public void Stop()
    {
        milliseconds = null;
        if (deadline is not null)
            Schedule.Cancel(deadline);
    }

    // With consumers, the lease begins when they are gone. The topology lock, which deleting takes, comes before the queue's.
    private void OnDue()
    {
        lock (queue.Gate)
        {
            isSet = false;
            if (milliseconds is null || consumers.Count > 0)
                return;
            if (!HasEnded)
            {
                Set();
                return;
            }
        }
        queue.Context.OnUnused?.Invoke(queue);
    }

    private void Set()
    {
        isSet = true;
        Schedule.Set(deadline ??= new Deadline(OnDue), endMs);
    }
}
