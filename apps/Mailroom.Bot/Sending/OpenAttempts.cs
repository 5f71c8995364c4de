using Mailroom.Bot.Ledgers;

namespace Mailroom.Bot.Sending;

/// <summary>
/// What this process is doing, and what it knows that the ledger could not be told yet. Few: without the ledger nothing new begins.
/// Thread-safe.
/// </summary>
internal sealed class OpenAttempts
{
    private readonly Lock gate = new();
    private readonly HashSet<AttemptKey> running = [];
    private readonly Dictionary<AttemptKey, AttemptEnd?> unrecorded = [];

    /// <summary>What may be recorded now.</summary>
    public IReadOnlyList<AttemptKey> Unrecorded
    {
        get
        {
            lock (gate)
                return [.. unrecorded.Keys];
        }
    }

    /// <returns>False when somebody has it already; otherwise <see cref="Leave"/> follows.</returns>
    public bool TryEnter(AttemptKey key)
    {
        lock (gate)
            return running.Add(key);
    }

    public void Leave(AttemptKey key)
    {
        lock (gate)
            running.Remove(key);
    }

    /// <summary>Keeps an end until <see cref="Recorded"/>; null says that the attempt was not made.</summary>
    public void Keep(AttemptKey key, AttemptEnd? end)
    {
        lock (gate)
            unrecorded[key] = end;
    }

    public void Recorded(AttemptKey key)
    {
        lock (gate)
            unrecorded.Remove(key);
    }

    public bool TryGet(AttemptKey key, out AttemptEnd? end)
    {
        lock (gate)
            return unrecorded.TryGetValue(key, out end);
    }
}
