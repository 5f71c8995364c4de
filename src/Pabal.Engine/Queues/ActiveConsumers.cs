namespace Pabal.Engine.Queues;

/// <summary>The consumers that can take messages, by priority and within one priority in turn (round-robin).</summary>
/// <remarks>Guarded by the queue's lock. A consumer that can't take more leaves, and comes back at the end of its turn.</remarks>
internal sealed class ActiveConsumers
{
    private readonly List<Level> levels = [];

    internal int LevelCount => levels.Count;

    public void Add(Consumer consumer)
    {
        consumer.IsActive = true;
        var i = 0;
        while (i < levels.Count && levels[i].Priority > consumer.Priority)
            i++;
        if (i == levels.Count || levels[i].Priority != consumer.Priority)
            levels.Insert(i, new Level(consumer.Priority));
        levels[i].Turns.Enqueue(consumer);
    }

    /// <summary>Whose turn it is; null when nobody can take a message.</summary>
    /// <param name="alone">True when no other consumer shares the turns, so that a run of messages may go to this one.</param>
    public Consumer? Peek(out bool alone)
    {
        foreach (var level in levels)
        {
            while (level.Turns.TryPeek(out var consumer))
            {
                if (consumer.IsActive)
                {
                    alone = level.Turns.Count == 1;
                    return consumer;
                }
                level.Turns.Dequeue();
            }
        }
        alone = false;
        return null;
    }

    /// <summary>Who is the next in turn that selects a message; null when nobody is.</summary>
    public Consumer? Find(scoped in SelectiveOffer offer)
    {
        foreach (var level in levels)
        {
            foreach (var consumer in level.Turns)
            {
                if (consumer.IsActive && offer.Suits(consumer))
                    return consumer;
            }
        }
        return null;
    }

    /// <summary>Puts the consumer that had its turn at the end.</summary>
    public void Rotate(Consumer consumer)
    {
        var turns = LevelOf(consumer).Turns;
        if (turns.Count <= 1)
            return;
        TakeOut(turns, consumer);
        turns.Enqueue(consumer);
    }

    /// <summary>Takes out the consumer that had its turn: it can't take more.</summary>
    public void Pause(Consumer consumer)
    {
        consumer.IsActive = false;
        TakeOut(LevelOf(consumer).Turns, consumer);
    }

    public void Remove(Consumer consumer)
    {
        if (Find(consumer.Priority) is not { } level)
            return;
        consumer.IsActive = false;
        TakeOut(level.Turns, consumer);
        // Also when the consumer was paused: priorities are the clients' to choose, and must not pile up here.
        if (level.Turns.Count == 0)
            levels.Remove(level);
    }

    // Mostly it is the first: only with selectors others are served before their turn.
    private static void TakeOut(Queue<Consumer> turns, Consumer consumer)
    {
        if (turns.TryPeek(out var first) && first == consumer)
        {
            turns.Dequeue();
            return;
        }
        for (var left = turns.Count; left > 0; left--)
        {
            var next = turns.Dequeue();
            if (next != consumer)
                turns.Enqueue(next);
        }
    }

    private Level LevelOf(Consumer consumer) =>
        Find(consumer.Priority) ?? throw new InvalidOperationException("The consumer has no level.");

    private Level? Find(long priority)
    {
        foreach (var level in levels)
        {
            if (level.Priority == priority)
                return level;
        }
        return null;
    }

    private sealed class Level(long priority)
    {
        public long Priority => priority;

        public Queue<Consumer> Turns { get; } = new();
    }
}
