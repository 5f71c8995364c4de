using System.Globalization;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Tests.Durability;

/// <summary>Publishers that overtake each other between getting their numbers, appending, and saying where their messages are.</summary>
internal sealed class InterleavedPublishers(DrivenBroker broker, BrokerModel model, Random random)
{
    private readonly FlushSet touched = new();

    public void Run()
    {
        // Of plain queues: where there is a limit, the model has to know of each message what became of it.
        var queues = broker.Topology.Queues.Values.Where(queue => queue.Journal is not null && queue.Name is "q0" or "q1").ToArray();
        if (queues.Length == 0)
            return;
        var batches = Enumerable.Range(0, random.Next(2, 4)).Select(_ => new ManualBatch(broker, queues[random.Next(queues.Length)])).ToArray();
        foreach (var batch in batches)
            Enqueue(batch);
        random.Shuffle(batches);
        foreach (var batch in batches)
        {
            batch.Append();
            Disturb();
        }
        random.Shuffle(batches);
        foreach (var batch in batches)
        {
            batch.OnLogged(touched);
            Disturb();
        }
        touched.Flush();
    }

    private void Enqueue(ManualBatch batch)
    {
        for (var left = random.Next(1, 6); left > 0; left--)
        {
            var message = new ModelMessage((++model.LastBody).ToString(CultureInfo.InvariantCulture), isPersistent: random.Next(6) > 0);
            model.Queues[batch.Queue.Id].Add(message);
            batch.Add(message);
        }
        batch.Enqueue(touched);
    }

    private void Disturb()
    {
        if (random.Next(4) == 0)
            broker.Keep();
        for (var steps = random.Next(3); steps > 0; steps--)
            broker.Step();
    }
}
