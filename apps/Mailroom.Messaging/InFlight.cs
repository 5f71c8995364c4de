namespace Mailroom.Messaging;

/// <summary>Counts what runs, so that the end of all can be waited for. Thread-safe.</summary>
internal sealed class InFlight
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int count;
    private bool isCompleting;

    /// <returns>False when nothing may begin any more.</returns>
    public bool TryEnter()
    {
        lock (gate)
        {
            if (isCompleting)
                return false;
            count++;
            return true;
        }
    }

    public void Leave()
    {
        lock (gate)
        {
            if (--count == 0 && isCompleting)
                empty.TrySetResult();
        }
    }

    /// <summary>Lets nothing begin any more, and waits until nothing runs.</summary>
    public Task CompleteAsync()
    {
        lock (gate)
        {
            isCompleting = true;
            if (count == 0)
                empty.TrySetResult();
        }
        return empty.Task;
    }
}
