using Pabal.Server;

namespace Pabal.Interop.Tests.WorkerDeath;

public class WorkerDeathTests(WorkerDeathReport report) : IClassFixture<WorkerDeathReport>
{
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(0)]
    public async Task Workers_KilledInMidWork_LeaveTheirMessagesToTheSurvivor(int prefetch)
    {
        var runs = new List<WorkerDeathRun>();
        while (runs.Count < WorkerDeathReport.Repeats)
        {
            var run = await RunAsync(prefetch);
            EveryMessageIsFinishedOnce(run);
            NoMessageIsWithTwoLivingWorkers(run);
            OnlyTakenOverMessagesAreMarked(run);
            run.FirstMs.ShouldAllBe(ms => ms < 5_000);
            runs.Add(run);
        }
        report.Add(prefetch, runs);
    }

    private static async Task<WorkerDeathRun> RunAsync(int prefetch)
    {
        await using var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        await using var connection = await new ConnectionFactory { Uri = broker.AmqpUri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("tasks", durable: true, exclusive: false, autoDelete: false);
        var run = await WorkerDeathRun.RunAsync(channel, broker.AmqpUri, "tasks", prefetch);
        (await channel.MessageCountAsync("tasks")).ShouldBe(0u);
        return run;
    }

    private static void EveryMessageIsFinishedOnce(WorkerDeathRun run) =>
        run.Workers.SelectMany(worker => worker.Of("finished")).Select(entry => entry.Message)
            .ShouldBe(Enumerable.Range(0, WorkerDeathRun.Messages).Select(i => $"message-{i}"), ignoreOrder: true);

    private static void NoMessageIsWithTwoLivingWorkers(WorkerDeathRun run)
    {
        var killedAt = run.Workers.ToDictionary(worker => worker.Name, worker => worker.KilledAt);
        foreach (var receptions in run.Workers.SelectMany(worker => worker.Of("received")).GroupBy(entry => entry.Message))
        {
            var inOrder = receptions.OrderBy(entry => entry.Ticks).ToList();
            for (var i = 1; i < inOrder.Count; i++)
            {
                var earlier = killedAt[inOrder[i - 1].Worker];
                earlier.ShouldNotBe(0, $"{receptions.Key} was given to another while its worker lived");
                inOrder[i].Ticks.ShouldBeGreaterThan(earlier);
            }
        }
    }

    private static void OnlyTakenOverMessagesAreMarked(WorkerDeathRun run)
    {
        foreach (var victim in run.Victims)
        {
            victim.Of("received").ShouldAllBe(entry => !entry.Redelivered);
            var takenOver = run.TakenOverFrom(victim);
            takenOver.Count.ShouldBe(run.HeldByVictim);
            takenOver.ShouldAllBe(entry => entry.Redelivered);
        }
        run.Survivor.Of("received").Count(entry => entry.Redelivered).ShouldBe(2 * run.HeldByVictim);
    }
}
