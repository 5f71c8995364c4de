namespace Pabal.Engine.Tests.Queues;

/// <summary>A queue as plainly as it can be written: what waits, in order, and who holds what.</summary>
internal sealed class QueueModel
{
    /// <summary>What waits, by its place; true when it came back.</summary>
    public SortedDictionary<int, bool> Ready { get; } = [];

    public List<ModelConsumer> Consumers { get; } = [];

    /// <summary>Those that can take a message, in the order of their turns.</summary>
    public List<ModelConsumer> Turns { get; } = [];

    public int Unacknowledged { get; set; }

    public void Dispatch()
    {
        while (Ready.Count > 0 && Turns.Count > 0)
        {
            var consumer = Turns[0];
            Turns.RemoveAt(0);
            // Whoever has no credit at its turn leaves the turns until it resumes.
            if (consumer.Credit == 0)
                continue;
            var (place, redelivered) = Ready.First();
            Ready.Remove(place);
            consumer.Credit--;
            consumer.Got.Add((place, redelivered));
            Unacknowledged++;
            Turns.Add(consumer);
        }
    }

    public void Resume(ModelConsumer consumer)
    {
        if (!Turns.Contains(consumer))
            Turns.Add(consumer);
        Dispatch();
    }
}

internal sealed class ModelConsumer(int credit)
{
    public int Credit { get; set; } = credit;

    public List<(int Place, bool Redelivered)> Got { get; } = [];
}
