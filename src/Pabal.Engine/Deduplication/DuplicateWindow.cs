using System.Runtime.InteropServices;
using System.Text;
using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Deduplication;

/// <summary>The keys of the messages that a queue or exchange took lately, so that it takes none of them twice.</summary>
/// <remarks>
/// Guarded by the virtual host's <see cref="VirtualHost.DuplicateGate"/>, which is held until a message whose key is new was
/// appended to the log: whoever finds the key finds the message in the log, too.
/// </remarks>
internal sealed class DuplicateWindow : ICheckpointState
{
    private const int MaxStateLength = 2048;
    private const int ManyPlaces = 1024;

    private readonly Lock gate;
    private readonly DeduplicationSettings settings;
    private readonly byte[]? header;
    private readonly HashSet<MessageKey> keys = [];
    private readonly Queue<SeenKey> inOrder = new();

    // How many places in the order are no key's any more: of one key, always the first.
    private readonly Dictionary<MessageKey, int> vacant = [];

    /// <param name="settings">By what messages are known again, and for how long.</param>
    /// <param name="id">Its number in the log; 0 when nothing is kept.</param>
    /// <param name="gate">The virtual host's.</param>
    public DuplicateWindow(DeduplicationSettings settings, long id, Lock gate)
    {
        this.settings = settings;
        this.gate = gate;
        Id = id;
        header = settings.Header is null ? null : Encoding.UTF8.GetBytes(settings.Header);
    }

    public long Id { get; }

    /// <summary>How many keys it remembers.</summary>
    public int Count => keys.Count;

    /// <summary>The message's key; null when it has none, and is always taken.</summary>
    public MessageKey? KeyOf(in StoredMessage message)
    {
        var properties = new BasicPropertiesView(message.Properties);
        if (header is null)
            return properties.TryGetMessageId(out var id) ? MessageKey.Of(id) : null;
        if (!properties.TryGetHeaders(out var headers) || !new FieldTableView(headers).TryGet(header, out var value))
            return null;
        // A number is the same key in whatever width, and the same as its digits.
        return MessageKey.Of(value.Type == FieldType.LongString ? value.AsBytes : Encoding.UTF8.GetBytes(value.ToString()));
    }

    /// <summary>Remembers a key, unless it does already.</summary>
    /// <returns>False when a message with it came before.</returns>
    public bool TryAdd(in MessageKey key, long nowMs)
    {
        while (inOrder.TryPeek(out var oldest) && (oldest.AtMs <= nowMs - settings.AgeMs || IsFullFor(key)))
        {
            if (!TryVacate(oldest.Key))
                keys.Remove(oldest.Key);
            inOrder.Dequeue();
        }
        if (!keys.Add(key))
            return false;
        inOrder.Enqueue(new SeenKey(key, nowMs));
        return true;
    }

    /// <summary>Forgets a key that was added last, since its message was not taken after all.</summary>
    public void Remove(in MessageKey key)
    {
        if (!keys.Remove(key))
            return;
        CollectionsMarshal.GetValueRefOrAddDefault(vacant, key, out _)++;
        // Whoever is refused may try again for ever.
        if (inOrder.Count > (2 * keys.Count) + ManyPlaces)
            RemoveVacant();
    }

    /// <summary>Takes over what was recovered, in any order and with repetitions.</summary>
    public void Recover(List<SeenKey> seen)
    {
        seen.Sort(static (one, other) => one.AtMs.CompareTo(other.AtMs));
        foreach (var (key, atMs) in seen)
            TryAdd(key, atMs);
    }

    public void AppendTo(Journal journal)
    {
        SeenKey[] all;
        lock (gate)
        {
            RemoveVacant();
            all = inOrder.ToArray();
        }
        var record = new RecordBuffer();
        for (var from = 0; from < all.Length; from += MaxStateLength)
        {
            record.Clear();
            KeyNotes.Write(record, Id, all.AsSpan(from, Math.Min(MaxStateLength, all.Length - from)));
            journal.Append(RecordType.Keys, record.Octets);
        }
    }

    private bool IsFullFor(in MessageKey key) => keys.Count >= settings.Count && !keys.Contains(key);

    private void RemoveVacant()
    {
        for (var left = vacant.Count == 0 ? 0 : inOrder.Count; left > 0; left--)
        {
            var seen = inOrder.Dequeue();
            if (!TryVacate(seen.Key))
                inOrder.Enqueue(seen);
        }
    }

    // The first place of a key goes: true when it is the key's no more.
    private bool TryVacate(in MessageKey key)
    {
        if (!vacant.TryGetValue(key, out var count))
            return false;
        if (count == 1)
            vacant.Remove(key);
        else
            vacant[key] = count - 1;
        return true;
    }
}
