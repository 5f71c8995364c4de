using Pabal.Engine.Delays;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Durability;

/// <summary>What a transaction settles of the log's messages, all at once and not before the log knows.</summary>
/// <remarks>Owned by its publisher.</remarks>
internal sealed class TransactionSettlements
{
    private readonly List<(Queue Queue, Settlement[] Messages, bool AreDead)> settlements = [];
    private readonly List<(DelayedMessages Lane, ulong[] Numbers)> released = [];
    private readonly List<(ulong First, ulong End)> ranges = [];

    public bool IsEmpty => settlements.Count == 0 && released.Count == 0;

    /// <param name="queue">A queue that the log knows.</param>
    /// <param name="messages">In any order.</param>
    /// <param name="areDead">They are not with a consumer, but were given up.</param>
    public void Add(Queue queue, ReadOnlySpan<Settlement> messages, bool areDead) =>
        settlements.Add((queue, messages.ToArray(), areDead));

    /// <param name="lane">That the log knows.</param>
    /// <param name="numbers">Of messages whose delay is over.</param>
    public void Add(DelayedMessages lane, ReadOnlySpan<ulong> numbers) => released.Add((lane, numbers.ToArray()));

    /// <summary>Adds all of it to a record.</summary>
    public void Write(RecordBuffer record)
    {
        foreach (var (queue, messages, _) in settlements)
        {
            ReadOnlySpan<Settlement> left = messages;
            var priority = 0;
            while (SettlementRun.TryTake(ref left, out var run))
            {
                if (!run.IsLogged)
                    continue;
                if (run.Priority != priority)
                    Write(record, queue.Id + priority);
                priority = run.Priority;
                ranges.Add((run.First, run.End));
            }
            Write(record, queue.Id + priority);
        }
        foreach (var (lane, numbers) in released)
        {
            foreach (var number in numbers)
                ranges.Add((number, number + 1));
            Write(record, lane.Id);
        }
    }

    /// <summary>Settles it, after it was appended.</summary>
    public void Apply()
    {
        foreach (var (queue, messages, areDead) in settlements)
        {
            if (areDead)
                queue.SettleDead(messages, isLogged: true);
            else
                queue.Acknowledge(messages, isLogged: true);
        }
        foreach (var (lane, numbers) in released)
            lane.OnReleased(numbers);
    }

    public void Clear()
    {
        settlements.Clear();
        released.Clear();
    }

    private void Write(RecordBuffer record, long id)
    {
        if (ranges.Count > 0)
            SettledRecord.Write(record, id, ranges);
        ranges.Clear();
    }
}
