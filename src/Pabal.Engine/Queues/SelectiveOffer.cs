using Pabal.Engine.Messages;
using Pabal.Engine.Selectors;

namespace Pabal.Engine.Queues;

/// <summary>A message that is offered to whoever selects it.</summary>
internal readonly ref struct SelectiveOffer
{
    private readonly SelectorContext context;
    private readonly byte priority;
    private readonly ulong sequence;
    private readonly bool isAgain;

    /// <param name="lane">Whose it is.</param>
    /// <param name="sequence">Its number there.</param>
    /// <param name="entry">The message, whose record must stay.</param>
    /// <param name="isAgain">It was set aside: consumers that have passed it over need not be asked again.</param>
    public SelectiveOffer(QueueLane lane, ulong sequence, in QueueEntry entry, bool isAgain)
    {
        context = new SelectorContext(lane.Store.Open(entry).Properties, entry.Redelivered);
        priority = lane.Priority;
        this.sequence = sequence;
        this.isAgain = isAgain;
    }

    public bool Suits(Consumer consumer)
    {
        if (isAgain && sequence < consumer.PassedOver(priority))
            return false;
        return consumer.Selector?.Matches(context) ?? true;
    }
}
