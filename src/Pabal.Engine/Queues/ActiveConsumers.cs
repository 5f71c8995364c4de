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

    /// <summary>Puts the consumer that had its turn at the end.</summary>
    public void Rotate(Consumer consumer)
    {
        var turns = LevelOf(consumer).Turns;
        if (turns.Count > 1)
            turns.Enqueue(turns.Dequeue());
    }

    /// <summary>Takes out the consumer whose turn it is: it can't take more.</summary>
    public void Pause(Consumer consumer)
    {
        consumer.IsActive = false;
        LevelOf(consumer).Turns.Dequeue();
    }

    public void Remove(Consumer consumer)
    {
        if (Find(consumer.Priority) is not { } level)
            return;
        consumer.IsActive = false;
        for (var left = level.Turns.Count; left > 0; left--)
        {
            var next = level.Turns.Dequeue();
            if (next != consumer)
                level.Turns.Enqueue(next);
        }
        // Also when the consumer was paused: priorities are the clients' to choose, and must not pile up here.
        if (level.Turns.Count == 0)
            levels.Remove(level);
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
