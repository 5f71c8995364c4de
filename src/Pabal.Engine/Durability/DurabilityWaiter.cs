using Pabal.Storage;

namespace Pabal.Engine.Durability;

/// <summary>Lets a thread of its own kind wait until the log is durable up to a position.</summary>
internal sealed class DurabilityWaiter(Journal journal, LogPosition end) : IDurabilityObserver, IDisposable
{
    private readonly ManualResetEventSlim changed = new();

    /// <returns>False when the log has failed.</returns>
    public bool Wait()
    {
        while (journal.DurableEnd < end && journal.Failure is null)
        {
            changed.Reset();
            journal.Notify(this, end);
            changed.Wait();
        }
        return journal.DurableEnd >= end;
    }

    public void OnDurable() => changed.Set();

    public void Dispose() => changed.Dispose();
}
