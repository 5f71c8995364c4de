using System.Diagnostics;
using Pabal.Crash.Actors;
using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Running;

/// <summary>Looks after a restart whether clocks went on while the broker was down, and whether the policy holds.</summary>
/// <param name="connection">To the broker.</param>
/// <param name="ledger">Where violations are reported.</param>
/// <param name="policies">What policy can hold.</param>
/// <param name="endedAt">When the broker had ended: nothing was published later.</param>
internal sealed class FeatureInspection(IConnection connection, Ledger ledger, PolicyLedger policies, long endedAt)
{
    // The broker gives up expired messages by a timer.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <summary>Fills the queue that the policy is for, and sees what is left.</summary>
    public async Task InspectPolicyAsync()
    {
        const int count = PolicyChanger.MaxLimit + 1;
        var options = new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        await using var channel = await connection.CreateChannelAsync(options);
        await channel.QueuePurgeAsync(Names.Policed);
        for (var i = 0; i < count; i++)
            await channel.BasicPublishAsync("", Names.Policed, new byte[1]);
        var left = await channel.MessageCountAsync(Names.Policed);
        int? limit = left == count ? null : (int)left;
        if (!policies.Allows(limit))
        {
            ledger.Report(ViolationKind.Policy, Names.Policed,
                $"holds {left} of {count} messages, but the policy allows {policies.Certain} or, perhaps, {policies.Uncertain}");
        }
        else if (limit is { } holds)
            policies.Set(holds);
    }

    /// <summary>Waits until the time of all that was published is over, and looks whether the broker has noticed.</summary>
    public async Task InspectExpiryAsync()
    {
        await WaitSinceEndAsync(Names.TimeToLive + Slack);
        await using var channel = await connection.CreateChannelAsync();
        var left = await channel.MessageCountAsync(Names.Expiring);
        if (left > 0)
            ledger.Report(ViolationKind.Expired, Names.Expiring, $"still has {left} messages, whose time was over before");
    }

    /// <summary>Waits until every delayed message is due and as many are in their queue as are owed.</summary>
    public async Task AwaitDelayedAsync()
    {
        await WaitSinceEndAsync(DelayedPublisher.LongestDelay + Slack);
        await using var channel = await connection.CreateChannelAsync();
        var owed = ledger.CountOwed(Names.Delayed);
        var started = Stopwatch.GetTimestamp();
        for (var last = 0u; Stopwatch.GetElapsedTime(started) < Deadline; await Task.Delay(20))
        {
            var found = await channel.MessageCountAsync(Names.Delayed);
            // What wasn't confirmed may come besides.
            if (found >= owed && found == last)
                return;
            last = found;
        }
    }

    private async Task WaitSinceEndAsync(TimeSpan time)
    {
        var left = time - Stopwatch.GetElapsedTime(endedAt);
        if (left > TimeSpan.Zero)
            await Task.Delay(left);
    }
}
