using Pabal.Engine.Timing;

namespace Pabal.Engine.Queues;

/// <summary>How long a queue is there while nobody uses it (x-expires).</summary>
/// <remarks>
/// Guarded by the queue's lock. It is renewed when the queue is declared again, actively or passively, when somebody takes a
/// message or finds none, and when the last consumer goes; not by what is published, purged or bound, as in RabbitMQ.
/// </remarks>
internal sealed class QueueLease(Queue queue)
{
    private Deadline? deadline;
    private bool isSet;
    private long? milliseconds;
    private long endMs;

    private Schedule Schedule => queue.Context.Schedule;

    /// <summary>Nobody has used it for so long. Consumers are not looked at.</summary>
    public bool HasEnded => milliseconds is not null && Schedule.NowMs >= endMs;

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
        if (milliseconds is not { } length)
            return;
        endMs = Schedule.NowMs + length;
        if (!isSet)
            Set();
    }

    /// <summary>The deadline was met.</summary>
    /// <param name="isUsed">There are consumers: the lease begins when they are gone.</param>
    /// <returns>True when the queue is to be deleted.</returns>
    public bool OnDue(bool isUsed)
    {
        isSet = false;
        if (milliseconds is null || isUsed)
            return false;
        if (HasEnded)
            return true;
        Set();
        return false;
    }

    public void Stop()
    {
        milliseconds = null;
        if (deadline is not null)
            Schedule.Cancel(deadline);
    }

    private void Set()
    {
        isSet = true;
        Schedule.Set(deadline ??= new Deadline(queue.OnLeaseDue), endMs);
    }
}
