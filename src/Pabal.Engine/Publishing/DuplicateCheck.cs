using Pabal.Engine.Deduplication;
using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Queues;
using Pabal.Engine.Routing;

namespace Pabal.Engine.Publishing;

/// <summary>Leaves out where a message went before. Owned by the publisher.</summary>
internal sealed class DuplicateCheck(VirtualHost virtualHost)
{
    private readonly List<(DuplicateWindow Window, SeenKey Key)> added = [];
    private bool isHeld;

    /// <summary>Where the message goes that it has not gone before. Begins to hold the gate.</summary>
    /// <param name="exchange">Where it was published to; null when its key was looked at before.</param>
    /// <param name="entry">The message.</param>
    /// <param name="targets">Where it would go.</param>
    /// <param name="isRouted">False when it will be routed later, and the queues are asked then.</param>
    public RouteTargets Filter(Exchange? exchange, in QueueEntry entry, RouteTargets targets, bool isRouted)
    {
        if (!isHeld)
        {
            virtualHost.DuplicateGate.Enter();
            isHeld = true;
        }
        added.Clear();
        var message = virtualHost.Store.Open(entry);
        var nowMs = virtualHost.Schedule.NowMs;
        if (exchange?.Window is { } window && !IsNew(window, message, nowMs))
            return RouteTargets.None;
        if (!targets.HasWindow || !isRouted)
            return targets;
        var left = new List<PendingQueue>();
        foreach (var target in targets.All)
        {
            if (target.Window is null || IsNew(target.Window, message, nowMs))
                left.Add(target);
        }
        return left.Count == targets.All.Length ? targets : new RouteTargets([.. left]);
    }

    /// <summary>Notes the keys of the message that was looked at last, in the record that it will be in.</summary>
    public void Note(MessageNotes notes)
    {
        foreach (var (window, key) in added)
        {
            if (window.Id > 0)
                notes.AddKey(window.Id, key);
        }
    }

    /// <summary>Forgets the message that was looked at last, as far as it was refused: its publisher will send it again.</summary>
    /// <param name="targets">Where it went.</param>
    /// <param name="notes">Those of the record that it may be in; null when nothing is kept.</param>
    public void Withdraw(List<PendingQueue> targets, MessageNotes? notes)
    {
        if (!isHeld || !targets.Exists(static target => target.Result == EnqueueResult.Refused))
            return;
        for (var i = added.Count - 1; i >= 0; i--)
        {
            var (window, key) = added[i];
            // A window of no queue is the exchange's.
            if (targets.Find(target => target.Window == window) is { Result: not EnqueueResult.Refused })
                continue;
            window.Remove(key.Key);
            added.RemoveAt(i);
        }
        if (notes is null)
            return;
        notes.ForgetKeys();
        Note(notes);
    }

    /// <summary>The messages that were looked at are appended: gives up the gate.</summary>
    public void End()
    {
        if (!isHeld)
            return;
        isHeld = false;
        virtualHost.DuplicateGate.Exit();
    }

    private bool IsNew(DuplicateWindow window, in StoredMessage message, long nowMs)
    {
        if (window.KeyOf(message) is not { } key)
            return true;
        if (!window.TryAdd(key, nowMs))
            return false;
        added.Add((window, new SeenKey(key, nowMs)));
        return true;
    }
}
