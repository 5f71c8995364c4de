using Pabal.Engine.Deduplication;

namespace Pabal.Engine.Durability;

//  │ id │ keys │ for each: │ key, 16 octets │ time │ │
/// <summary>Keys of messages that came, as they stand in records.</summary>
internal static class KeyNotes
{
    public static void Write(RecordBuffer record, long id, ReadOnlySpan<SeenKey> keys)
    {
        record.WriteNumber(id);
        record.WriteNumber(keys.Length);
        Span<byte> octets = stackalloc byte[MessageKey.Length];
        foreach (var (key, atMs) in keys)
        {
            key.Write(octets);
            record.Write(octets);
            record.WriteNumber(atMs);
        }
    }

    /// <summary>Reads what was written once, and adds the keys to those that are known of the same id.</summary>
    public static void Read(ref RecordReader record, Dictionary<long, List<SeenKey>> known)
    {
        var id = (long)record.ReadNumber();
        if (!known.TryGetValue(id, out var keys))
            known[id] = keys = [];
        for (var left = record.ReadCount(); left > 0; left--)
        {
            var key = MessageKey.Read(record.Take(MessageKey.Length));
            keys.Add(new SeenKey(key, (long)record.ReadNumber()));
        }
    }
}
