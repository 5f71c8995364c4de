using Pabal.Crash.Actors;
using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Running;

/// <summary>All clients of one round.</summary>
internal sealed class Workload
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(3);

    private readonly Ledger ledger;
    private readonly BurstPublisher burstPublisher;
    private readonly IActor[] actors;
    private readonly List<IConnection> connections = [];
    private readonly List<Task> working = [];
    private readonly PolicyChanger policyChanger;
    private Task? changingPolicies;
    private volatile bool isEnding;

    public Workload(
        Ledger ledger, DefinitionLedger definitions, KeyLedger keys, PolicyLedger policies, Func<int, Task<bool>> setLimit,
        Func<int, Random> randomOf)
    {
        this.ledger = ledger;
        policyChanger = new PolicyChanger(policies, setLimit, randomOf(30));
        burstPublisher = new BurstPublisher(ledger, 1, randomOf(1));
        actors =
        [
            burstPublisher,
            new SinglePublisher(ledger, 2, randomOf(2)),
            new LargePublisher(ledger, 3, randomOf(3)),
            new FanoutPublisher(ledger, 4, randomOf(4)),
            new TransactionPublisher(ledger, 5, randomOf(5)),
            new TransactionMover(ledger, 6, randomOf(6)),
            new QueueOwner(ledger, definitions, 7, randomOf(7)),
            new DefinitionChanger(definitions, randomOf(8)),
            new AutomaticConsumer(ledger, randomOf(9)),
            policyChanger,
            new ExpiringPublisher(randomOf(31)),
            new RepeatingPublisher(ledger, keys, 9, randomOf(32)),
            new PriorityPublisher(ledger, 20, randomOf(33)),
            new DelayedPublisher(ledger, 30, randomOf(34)),
            .. Consumed.Select((queue, i) => new AcknowledgingConsumer(ledger, queue, randomOf(10 + i))),
        ];
    }

    /// <summary>Completes when many messages have just been sent and wait for their confirms.</summary>
    public Task NextBurst() => burstPublisher.NextBurst();

    // Those of the fanout that nobody consumes are emptied now and then by the check.
    private static IEnumerable<string> Consumed =>
        [Names.Single, Names.Burst, Names.Burst, Names.Large, Names.TransactionQueues[1], Names.Priority, Names.Delayed, .. Names.FanoutQueues.Take(4)];

    public async Task StartAsync(Uri broker)
    {
        foreach (var connection in await Task.WhenAll(actors.Select(_ => Clients.ConnectAsync(broker))))
            connections.Add(connection);
        for (var i = 0; i < actors.Length; i++)
        {
            var (actor, connection) = (actors[i], connections[i]);
            var work = Task.Run(() => RunAsync(actor, connection));
            working.Add(work);
            if (actor == policyChanger)
                changingPolicies = work;
        }
    }

    /// <summary>From now on the broker's end is no surprise.</summary>
    public void ExpectEnd() => isEnding = true;

    /// <summary>After the broker has ended: waits until every client has seen all that it had sent.</summary>
    public async Task EndAsync()
    {
        await Task.WhenAll(connections.Select(EndAsync)).WaitAsync(EndTimeout);
        // A command that has not found the broker changes the data directory by itself, which must have an end before a restart.
        await changingPolicies!.WaitAsync(EndTimeout);
        // A client library may keep somebody waiting for ever in a send on a broken connection: nothing more comes of that.
        await Task.WhenAny(Task.WhenAll(working), Task.Delay(SendTimeout));
    }

    // What the broker sent before its end is read to its end: a confirm that comes last counts too.
    private static async Task EndAsync(IConnection connection)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionShutdownAsync += (_, _) =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        if (connection.IsOpen)
            await closed.Task;
        await connection.DisposeAsync();
    }

    private async Task RunAsync(IActor actor, IConnection connection)
    {
        try
        {
            await actor.RunAsync(connection);
        }
        catch (Exception) when (isEnding)
        {
            // The broker was killed, and each client meets that in its own way.
        }
        catch (Exception exception)
        {
            ledger.Report(ViolationKind.Failed, actor.Name, $"{exception.GetType().Name}: {exception.Message}");
        }
    }
}
