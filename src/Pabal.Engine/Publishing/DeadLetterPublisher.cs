using System.Runtime.InteropServices;
using Pabal.Engine.Definitions;
using Pabal.Engine.Durability;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Publishing;

/// <summary>Publishes the dead letters of a queue and settles them, mostly both in one record of the log. Owned by one thread.</summary>
internal sealed class DeadLetterPublisher(Publisher publisher)
{
    private readonly List<Settlement> settled = [];

    /// <summary>Publishes a batch.</summary>
    /// <param name="queue">Whose dead letters they are.</param>
    /// <param name="letters">In the order of their deaths.</param>
    /// <param name="refused">Those that no queue takes and that are to be kept; null when there are none.</param>
    /// <returns>False when the log has failed.</returns>
    public bool Publish(Queue queue, ReadOnlySpan<DeadLetter> letters, out DeadLetterBatch? refused)
    {
        var settings = queue.Settings;
        publisher.BeginTransaction();
        var left = Write(queue, settings, letters);
        Settle(queue);
        publisher.CommitTransaction();
        refused = left is null ? null : WriteAlone(queue, settings, left.Letters);
        publisher.Flush();
        return publisher.LoggedEnd != LogMark.Never;
    }

    // What a queue may refuse is settled after it was taken, in a record of its own: it may come twice, but is not lost.
    private DeadLetterBatch? WriteAlone(Queue queue, QueueSettings settings, ReadOnlySpan<DeadLetter> letters)
    {
        var refused = Write(queue, settings, letters);
        if (refused is not null && (!settings.KeepsDeadLetters || queue.IsDeleted))
        {
            foreach (ref readonly var letter in refused.Letters)
                settled.Add(new Settlement(queue, letter.Sequence, letter.Entry));
            refused = null;
        }
        Settle(queue);
        return refused;
    }

    private DeadLetterBatch? Write(Queue queue, QueueSettings settings, ReadOnlySpan<DeadLetter> letters)
    {
        DeadLetterBatch? left = null;
        foreach (ref readonly var letter in letters)
        {
            if (DeadLetterWriter.IsDone(publisher.DeadLetters.Write(queue, settings, letter), settings))
                settled.Add(new Settlement(queue, letter.Sequence, letter.Entry));
            else
                (left ??= new DeadLetterBatch()).Add(letter);
        }
        return left;
    }

    private void Settle(Queue queue)
    {
        if (settled.Count > 0)
            publisher.SettleDead(queue, CollectionsMarshal.AsSpan(settled));
        settled.Clear();
    }
}
