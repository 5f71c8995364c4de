namespace Mailroom.Api.Changes;

/// <summary>How many listen. Thread-safe.</summary>
internal sealed class ListenerCount
{
    private int count;

    /// <returns>False when there are as many as allowed.</returns>
    public bool TryEnter(int limit)
    {
        if (Interlocked.Increment(ref count) <= limit)
            return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref count);
}
