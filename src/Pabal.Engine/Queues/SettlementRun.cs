namespace Pabal.Engine.Queues;

/// <summary>Settled messages whose numbers rise one by one: they lie in a row as often as not.</summary>
/// <param name="First">The first number.</param>
/// <param name="End">Behind the last number.</param>
/// <param name="Priority">That of all of them.</param>
/// <param name="IsLogged">The log has at least one of them.</param>
internal readonly record struct SettlementRun(ulong First, ulong End, byte Priority, bool IsLogged)
{
    /// <summary>Takes the first run off.</summary>
    /// <param name="messages">Of one queue.</param>
    /// <param name="run">As long as it can be.</param>
    public static bool TryTake(ref ReadOnlySpan<Settlement> messages, out SettlementRun run)
    {
        run = default;
        if (messages.IsEmpty)
            return false;
        var first = messages[0].Sequence;
        var priority = messages[0].Entry.Priority;
        var isLogged = false;
        var count = 0;
        for (; count < messages.Length; count++)
        {
            if (messages[count].Sequence != first + (ulong)count || messages[count].Entry.Priority != priority)
                break;
            isLogged |= messages[count].Entry.Persistent;
        }
        run = new SettlementRun(first, first + (ulong)count, priority, isLogged);
        messages = messages[count..];
        return true;
    }
}
