using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Checking;

/// <summary>Takes down what is in one queue after a restart, first message first.</summary>
internal sealed class QueueReading(Ledger ledger, string queue, HashSet<MessageCopy> seen)
{
    private readonly Dictionary<int, long> last = [];
    private int priority = int.MaxValue;

    public int Count { get; private set; }

    public long Octets { get; private set; }

    /// <returns>Null when it should not be there.</returns>
    public MessageCopy? Observe(ReadOnlySpan<byte> body, bool redelivered)
    {
        lock (ledger.Gate)
        {
            Count++;
            Octets += body.Length;
            if (ledger.Find(queue, body) is not { } copy)
                return null;
            if (!seen.Add(copy))
                ledger.Report(ViolationKind.Duplicated, copy, "is there twice");
            if (copy.WasDelivered && !redelivered)
                ledger.Report(ViolationKind.Unmarked, copy, "is not marked redelivered");
            CheckOrder(copy);
            return copy;
        }
    }

    private void CheckOrder(MessageCopy copy)
    {
        var message = copy.Message;
        if (last.TryGetValue(message.Publisher, out var before) && message.Id < before)
            ledger.Report(ViolationKind.Reordered, copy, $"is behind {before}");
        last[message.Publisher] = message.Id;
        if (message.Priority > priority)
            ledger.Report(ViolationKind.Reordered, copy, $"has priority {message.Priority}, and is behind one with {priority}");
        priority = message.Priority;
    }
}
