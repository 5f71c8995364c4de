namespace Mailroom.Chaos.Running;

/// <summary>Spreads the work over the kills, so that all of them strike in the midst of it. Thread-safe.</summary>
internal sealed class Pace
{
    private readonly Lock gate = new();
    private double share;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets a share of all work be done, from 0 to 1.</summary>
    public void Release(double upTo)
    {
        TaskCompletionSource before;
        lock (gate)
        {
            share = upTo;
            before = changed;
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        before.SetResult();
    }

    /// <summary>Waits until it is the turn of an item.</summary>
    public async Task WaitAsync(int item, int count, CancellationToken cancellation)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (item < share * count)
                    return;
                next = changed.Task;
            }
            await next.WaitAsync(cancellation);
        }
    }
}
