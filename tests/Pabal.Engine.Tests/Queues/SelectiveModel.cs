namespace Pabal.Engine.Tests.Queues;

/// <summary>A queue whose consumers select, as plainly as it can be written: all that waits is looked at every time.</summary>
internal sealed class SelectiveModel
{
    /// <summary>What waits: the highest priority first, then by its place.</summary>
    public SortedDictionary<(int NegatedPriority, int Place), SelectiveMessage> Ready { get; } = [];

    /// <summary>Those that can take a message, in the order of their turns.</summary>
    public List<SelectiveConsumer> Turns { get; } = [];

    public void Add(SelectiveMessage message) => Ready.Add((-message.Priority, message.Place), message);

    public void Dispatch()
    {
        foreach (var (place, message) in Ready.ToArray())
        {
            if (Turns.Find(consumer => consumer.Selects(message) && !LeavesTurns(consumer)) is not { } taker)
                continue;
            Ready.Remove(place);
            taker.Credit--;
            taker.Got.Add(message);
            Turns.Remove(taker);
            Turns.Add(taker);
        }
        Turns.RemoveAll(consumer => consumer.IsPaused);
    }

    public void Resume(SelectiveConsumer consumer)
    {
        // Resuming one that still has its turn changes nothing, not even its place.
        if (Turns.Contains(consumer))
            return;
        consumer.IsPaused = false;
        Turns.Add(consumer);
        Dispatch();
    }

    // Whoever has no credit when it should take a message leaves the turns until it resumes.
    private static bool LeavesTurns(SelectiveConsumer consumer) => consumer.IsPaused |= consumer.Credit == 0;
}

internal readonly record struct SelectiveMessage(int Place, string Type, int Priority, bool Redelivered);

internal sealed class SelectiveConsumer(string? type, bool? redelivered, int credit)
{
    public int Credit { get; set; } = credit;

    public bool IsPaused { get; set; }

    public List<SelectiveMessage> Got { get; } = [];

    public string? Selector => (type, redelivered) switch
    {
        (null, null) => null,
        (null, true) => "JMSRedelivered",
        (null, false) => "NOT JMSRedelivered",
        (_, null) => $"JMSType = '{type}'",
        (_, true) => $"JMSType = '{type}' AND JMSRedelivered",
        (_, false) => $"JMSType = '{type}' AND NOT JMSRedelivered",
    };

    public bool Selects(SelectiveMessage message) =>
        (type ?? message.Type) == message.Type && (redelivered ?? message.Redelivered) == message.Redelivered;
}
