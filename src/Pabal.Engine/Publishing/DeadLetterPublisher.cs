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
    /// <returns>False when the log has failed.</returns>
    public bool Publish(Queue queue, ReadOnlySpan<DeadLetter> letters)
    {
        var settings = queue.Settings;
        publisher.BeginTransaction();
        foreach (ref readonly var letter in letters)
        {
            publisher.DeadLetter(queue, settings, letter);
            settled.Add(new Settlement(queue, letter.Sequence, letter.Entry));
        }
        publisher.SettleDead(queue, CollectionsMarshal.AsSpan(settled));
        settled.Clear();
        publisher.CommitTransaction();
        publisher.Flush();
        return publisher.LoggedEnd != LogMark.Never;
    }
}
