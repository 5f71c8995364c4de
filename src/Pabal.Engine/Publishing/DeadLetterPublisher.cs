using System.Runtime.InteropServices;
using Pabal.Engine.Durability;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Publishing;

/// <summary>Publishes the dead letters of a queue and settles them, both in one record of the log. Owned by one thread.</summary>
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
        refused = null;
        var settings = queue.Settings;
        var keeps = settings.KeepsDeadLetters && !queue.IsDeleted;
        publisher.BeginTransaction();
        foreach (ref readonly var letter in letters)
        {
            if (publisher.DeadLetters.TryWrite(queue, settings, letter) || !keeps)
                settled.Add(new Settlement(queue, letter.Sequence, letter.Entry));
            else
                (refused ??= new DeadLetterBatch()).Add(letter);
        }
        if (settled.Count > 0)
            publisher.SettleDead(queue, CollectionsMarshal.AsSpan(settled));
        settled.Clear();
        publisher.CommitTransaction();
        publisher.Flush();
        return publisher.LoggedEnd != LogMark.Never;
    }
}
