using System.Runtime.InteropServices;
using Pabal.Engine.Deduplication;
using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Routing;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Publishing;

/// <summary>Leaves out where a message went before. Owned by the publisher.</summary>
internal sealed class DuplicateCheck(VirtualHost virtualHost)
{
    // New keys of all messages that were looked at since the gate is held.
    private readonly List<Added> added = [];
    private int firstOfLast;
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
        firstOfLast = added.Count;
        var message = virtualHost.Store.Open(entry);
        var nowMs = virtualHost.Schedule.NowMs;
        // A dead letter that comes back, by way of a queue where it waited, is the message itself and no copy of it.
        var deaths = DeathHeaders.Of(message.Properties);
        if (exchange?.Window is { } window && deaths.AsArray.Count == 0 && !IsNew(window, message, nowMs, isExchange: true))
            return RouteTargets.None;
        if (!isRouted)
            return targets;
        var left = targets.HasWindow ? WhereNew(message, targets, deaths, nowMs) : targets;
        foreach (ref var one in CollectionsMarshal.AsSpan(added)[firstOfLast..])
            one.Targets = left;
        return left;
    }

    private RouteTargets WhereNew(in StoredMessage message, RouteTargets targets, FieldValue deaths, long nowMs)
    {
        var left = new List<PendingQueue>();
        foreach (var target in targets.All)
        {
            if (target.Window is null || DeathHeaders.WasIn(deaths, target.QueueName) || IsNew(target.Window, message, nowMs, isExchange: false))
                left.Add(target);
        }
        return left.Count == targets.All.Length ? targets : new RouteTargets([.. left]);
    }

    /// <summary>Notes the keys of the message that was looked at last, in the record that it will be in.</summary>
    public void Note(MessageNotes notes)
    {
        foreach (ref var one in CollectionsMarshal.AsSpan(added)[firstOfLast..])
        {
            one.IsNoted = true;
            Note(notes, one);
        }
    }

    /// <summary>
    /// Forgets the messages that were refused: their publisher will send them again. Where a queue has refused some of several,
    /// it forgets all of them, since a message that comes twice is better than one that never comes.
    /// </summary>
    /// <param name="notes">Those of the record that they may be in; null when nothing is kept.</param>
    public void Withdraw(MessageNotes? notes)
    {
        if (added.RemoveAll(static one => one.TryWithdraw()) == 0 || notes is null)
            return;
        notes.ForgetKeys();
        foreach (ref readonly var one in CollectionsMarshal.AsSpan(added))
        {
            if (one.IsNoted)
                Note(notes, one);
        }
    }

    /// <summary>The messages that were looked at are appended: gives up the gate.</summary>
    public void End()
    {
        if (!isHeld)
            return;
        isHeld = false;
        added.Clear();
        virtualHost.DuplicateGate.Exit();
    }

    private static void Note(MessageNotes notes, in Added one)
    {
        if (one.Window.Id > 0)
            notes.AddKey(one.Window.Id, one.Key);
    }

    private bool IsNew(DuplicateWindow window, in StoredMessage message, long nowMs, bool isExchange)
    {
        if (window.KeyOf(message) is not { } key)
            return true;
        if (!window.TryAdd(key, nowMs))
            return false;
        added.Add(new Added(window, new SeenKey(key, nowMs), isExchange));
        return true;
    }

    private record struct Added(DuplicateWindow Window, SeenKey Key, bool IsExchange)
    {
        /// <summary>Where the message went.</summary>
        public RouteTargets Targets = RouteTargets.None;

        public bool IsNoted = false;

        /// <returns>False when the message was taken.</returns>
        public readonly bool TryWithdraw()
        {
            foreach (var target in Targets.All)
            {
                if (!target.HasRefused || !(IsExchange || target.Window == Window))
                    continue;
                Window.Remove(Key.Key);
                return true;
            }
            return false;
        }
    }
}
