namespace Pabal.Engine.Queues;

/// <summary>Settled messages whose numbers rise one by one: they lie in a row as often as not.</summary>
/// <param name="First">The first number.</param>
/// <param name="End">Behind the last number.</param>
/// <param name="IsLogged">The log has at least one of them.</param>
internal readonly record struct SettlementRun(ulong First, ulong End, bool IsLogged)
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
        var isLogged = false;
        var count = 0;
        for (; count < messages.Length && messages[count].Sequence == first + (ulong)count; count++)
            isLogged |= messages[count].Entry.Persistent;
        run = new SettlementRun(first, first + (ulong)count, isLogged);
        messages = messages[count..];
        return true;
    }
}
