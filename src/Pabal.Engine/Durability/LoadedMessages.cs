using Pabal.Engine.Messages;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Durability;

/// <summary>Messages that were read from the log into memory, in order, each with a reference.</summary>
internal sealed class LoadedMessages
{
    private readonly List<(ulong Sequence, QueueEntry Entry)> messages = [];

    public int Count => messages.Count;

    /// <summary>Adds a message, whose number is above those before it.</summary>
    public void Add(ulong sequence, in QueueEntry entry) => messages.Add((sequence, entry));

    /// <summary>True when the message comes behind all that are there.</summary>
    public bool IsNext(ulong sequence) => messages.Count == 0 || messages[^1].Sequence < sequence;

    /// <summary>Moves those that are not settled.</summary>
    /// <returns>How many.</returns>
    public int MoveTo(ReadyMessages ready, SettledMessages settled)
    {
        var kept = 0;
        for (var i = 0; i < messages.Count; i++)
        {
            var (sequence, entry) = messages[i];
            if (settled.IsSettled(sequence))
                messages[kept++] = (sequence, entry);
            else
                ready.Append(sequence, [entry]);
        }
        var moved = messages.Count - kept;
        messages.RemoveRange(kept, moved);
        return moved;
    }

    /// <summary>Gives up what is left.</summary>
    public void Release(MessageStore store)
    {
        foreach (var (_, entry) in messages)
            store.Release(entry);
        messages.Clear();
    }
}
