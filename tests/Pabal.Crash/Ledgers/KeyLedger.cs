namespace Pabal.Crash.Ledgers;

/// <summary>The last messages with a key that a queue takes once. Owned by the one client that sends them.</summary>
internal sealed class KeyLedger
{
    // Fewer than the queue remembers.
    private const int Capacity = 500;

    private readonly List<(string Key, Message Message)> sent = [];
    private long lastKey;

    public int Count => sent.Count;

    public (string Key, Message Message) this[int at] => sent[at];

    public string NextKey() => $"key {++lastKey}";

    public void Add(string key, Message message)
    {
        if (sent.Count == Capacity)
            sent.RemoveAt(0);
        sent.Add((key, message));
    }

    /// <summary>The key's message was not there after a crash: its place is taken by another one.</summary>
    public void Replace(int at, Message message) => sent[at] = (sent[at].Key, message);
}
