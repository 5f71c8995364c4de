using Pabal.Crash.Actors;
using Pabal.Crash.Checking;
using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Running;

/// <summary>Reads everything that the broker has after a restart, and has it compared with the ledgers.</summary>
internal sealed class RestartInspection(Ledger ledger, DefinitionLedger definitions, PolicyLedger policies, Random random)
{
    /// <param name="broker">Where it listens.</param>
    /// <param name="endedAt">When it had ended.</param>
    /// <returns>How many messages were there.</returns>
    public async Task<int> RunAsync(Uri broker, long endedAt)
    {
        await using var connection = await Clients.ConnectAsync(broker);
        await new DefinitionInspection(connection, ledger, definitions).RunAsync();
        var features = new FeatureInspection(connection, ledger, policies, endedAt);
        await features.InspectPolicyAsync();
        if (random.Next(3) == 0)
            await features.InspectExpiryAsync();
        await features.AwaitDelayedAsync();
        var check = new RestartCheck(ledger);
        var contents = new List<QueueContents>();
        foreach (var queue in Names.Queues.Where(queue => definitions[Definition.OfQueue(queue)] == Presence.Present))
            contents.Add(await QueueContents.ReadAsync(connection, queue, check, ledger));
        check.Conclude();
        foreach (var queue in contents)
        {
            await queue.SettleSomeAsync(ledger, random);
            await queue.DisposeAsync();
        }
        return contents.Sum(queue => queue.Count);
    }
}
