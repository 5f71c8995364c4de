namespace Pabal.Interop.Tests.WorkerDeath;

/// <summary>Three workers on one queue, of which two are killed in the middle of a message.</summary>
/// <param name="Prefetch">Of each worker; 0 for unlimited.</param>
/// <param name="Victims">The two that were killed.</param>
/// <param name="Survivor">The one that lived.</param>
internal sealed record WorkerDeathRun(int Prefetch, IReadOnlyList<WorkerProcess> Victims, WorkerProcess Survivor)
{
    public const int Messages = 300;

    /// <summary>How many messages each victim finishes before it dies.</summary>
    public const int FinishedByVictim = 3;

    /// <summary>How many messages each victim holds when it dies.</summary>
    public int HeldByVictim => Prefetch == 0 ? (Messages / 3) - FinishedByVictim : Prefetch;

    public IEnumerable<WorkerProcess> Workers => [.. Victims, Survivor];

    /// <summary>The deliveries that the survivor got in place of this victim.</summary>
    public List<JournalEntry> TakenOverFrom(WorkerProcess victim)
    {
        var lost = victim.Of("received").Select(entry => entry.Message)
            .Except(victim.Of("finished").Select(entry => entry.Message)).ToHashSet();
        return Survivor.Of("received").FindAll(entry => lost.Contains(entry.Message));
    }

    /// <summary>Milliseconds from the kill of each victim to the first of its messages at the survivor.</summary>
    public IEnumerable<double> FirstMs => Victims.Select(victim => TakenOverFrom(victim)[0].MillisecondsSince(victim.KilledAt));

    /// <summary>Milliseconds from the kill of each victim to the last of its messages at the survivor.</summary>
    public IEnumerable<double> LastMs => Victims.Select(victim => TakenOverFrom(victim)[^1].MillisecondsSince(victim.KilledAt));

    public static async Task<WorkerDeathRun> RunAsync(IChannel channel, Uri broker, string queue, int prefetch)
    {
        var workers = new List<WorkerProcess>();
        try
        {
            foreach (var name in new[] { "one", "two", "three" })
                workers.Add(new WorkerProcess(name, broker, queue, prefetch));
            foreach (var worker in workers)
                await worker.UntilAsync("ready", 1);
            var run = new WorkerDeathRun(prefetch, workers[..2], workers[2]);
            await run.WorkAsync(channel, queue);
            return run;
        }
        finally
        {
            foreach (var worker in workers)
                worker.Dispose();
        }
    }

    private async Task WorkAsync(IChannel channel, string queue)
    {
        for (var i = 0; i < Messages; i++)
            await channel.PublishAsync("", queue, $"message-{i}");
        foreach (var victim in Victims)
        {
            victim.Allow(FinishedByVictim);
            await victim.UntilAsync("finished", FinishedByVictim);
            await victim.UntilAsync("received", FinishedByVictim + HeldByVictim);
            await victim.UntilAsync("began", FinishedByVictim + 1);
        }
        // The survivor does all that the victims don't hold, so that it is free when they die.
        Survivor.Allow(Messages);
        await Survivor.UntilAsync("finished", Messages - (2 * (FinishedByVictim + HeldByVictim)));
        foreach (var victim in Victims)
            victim.Kill();
        await Survivor.UntilAsync("finished", Messages - (2 * FinishedByVictim));
    }
}
