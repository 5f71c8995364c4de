namespace Pabal.Engine.Queues;

/// <summary>
/// The consumers of a queue: who is there, and whose turn it is. With a single active consumer it is always that one's; the
/// others follow by their priority, and then in the order in which they came.
/// </summary>
/// <remarks>Guarded by the queue's lock.</remarks>
internal sealed class QueueConsumers(Queue queue)
{
    private readonly List<Consumer> consumers = [];
    private readonly ActiveConsumers active = new();
    private Consumer? single;
    private int selective;

    public int Count => consumers.Count;

    /// <summary>At least one of them takes only some messages.</summary>
    public bool HaveSelectors => selective > 0;

    private bool HasSingleActive => queue.Settings.SingleActiveConsumer;

    /// <exception cref="BrokerException">
    /// Another consumer is exclusive, or this one is and others are there, or may come to be the active one.
    /// </exception>
    public void Add(Consumer consumer)
    {
        if (consumer.Exclusive && HasSingleActive)
            throw Errors.ExclusiveUse(queue);
        if (consumers.Count > 0 && (consumer.Exclusive || consumers[0].Exclusive))
            throw Errors.ExclusiveUse(queue);
        consumers.Add(consumer);
        selective += consumer.Selector is null ? 0 : 1;
        if (HasSingleActive)
            single ??= consumer;
    }

    /// <returns>False when it was not there.</returns>
    public bool Remove(Consumer consumer)
    {
        consumer.IsCancelled = true;
        active.Remove(consumer);
        if (!consumers.Remove(consumer))
            return false;
        selective -= consumer.Selector is null ? 0 : 1;
        if (consumer == single)
        {
            single = FirstByPriority();
            if (single is { IsStandby: true })
                Activate(single);
        }
        return true;
    }

    /// <summary>Takes all consumers off.</summary>
    /// <returns>Who was there.</returns>
    public Consumer[] Clear()
    {
        var removed = consumers.ToArray();
        foreach (var consumer in removed)
            Remove(consumer);
        return removed;
    }

    /// <summary>Lets a consumer take part in the turns, when it can take messages.</summary>
    /// <returns>False when it takes part already, or was taken off.</returns>
    public bool TryActivate(Consumer consumer)
    {
        if (consumer.IsCancelled || consumer.IsActive)
            return false;
        if (HasSingleActive && consumer != single)
        {
            consumer.IsStandby = true;
            return false;
        }
        Activate(consumer);
        return true;
    }

    /// <summary>Whose turn it is; null when nobody can take a message.</summary>
    /// <param name="alone">True when no other consumer shares the turns, so that a run of messages may go to this one.</param>
    public Consumer? Next(out bool alone) => active.Peek(out alone);

    /// <summary>Who is the next in turn that selects a message; null when nobody is that can take one.</summary>
    public Consumer? Next(scoped in SelectiveOffer offer) => active.Find(offer);

    /// <summary>The number up to which nobody who can take messages selects any that is set aside on a lane.</summary>
    public ulong PassedOver(byte lane)
    {
        var end = ulong.MaxValue;
        foreach (var consumer in consumers)
        {
            if (consumer.IsActive)
                end = Math.Min(end, consumer.PassedOver(lane));
        }
        return end;
    }

    /// <summary>Says that those who can take messages have seen a message that is set aside, and all before it.</summary>
    public void OnPassedOver(QueueLane lane, ulong sequence)
    {
        foreach (var consumer in consumers)
        {
            if (consumer.IsActive && consumer.PassedOver(lane.Priority) <= sequence)
                consumer.PassOver(lane.Priority, sequence + 1);
        }
    }

    /// <summary>Says that a message was set aside, which only those have seen who can take messages.</summary>
    public void OnSetAside(QueueLane lane, ulong sequence)
    {
        OnPassedOver(lane, sequence);
        foreach (var consumer in consumers)
        {
            if (!consumer.IsActive && consumer.PassedOver(lane.Priority) > sequence)
                consumer.PassOver(lane.Priority, sequence);
        }
    }

    /// <summary>Ends the turn of the consumer whose it was.</summary>
    /// <param name="consumer">From one of the methods that say whose turn it is.</param>
    /// <param name="isSatisfied">True when it can't take more.</param>
    public void OnServed(Consumer consumer, bool isSatisfied)
    {
        if (isSatisfied)
            active.Pause(consumer);
        else
            active.Rotate(consumer);
    }

    private Consumer? FirstByPriority()
    {
        Consumer? first = null;
        foreach (var consumer in consumers)
        {
            if (first is null || consumer.Priority > first.Priority)
                first = consumer;
        }
        return first;
    }

    private void Activate(Consumer consumer)
    {
        consumer.IsStandby = false;
        active.Add(consumer);
    }
}
