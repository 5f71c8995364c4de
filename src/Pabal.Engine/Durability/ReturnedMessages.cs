namespace Pabal.Engine.Durability;

/// <summary>How often messages of a lane have come back, and until when they wait: those that are not settled.</summary>
/// <remarks>Guarded by the queue's lock.</remarks>
internal sealed class ReturnedMessages
{
    private readonly Dictionary<ulong, MessageReturn> returns = [];
    private readonly List<ulong> unrecorded = [];

    public int Count => returns.Count;

    /// <summary>Notes that a message has come back. What is known of a later return stays.</summary>
    public void Add(ulong number, MessageReturn its)
    {
        if (!returns.TryGetValue(number, out var known) || known.Count < its.Count)
            returns[number] = its;
    }

    /// <summary>Notes that a message has come back, for the next record.</summary>
    public void AddNew(ulong number, MessageReturn its)
    {
        returns[number] = its;
        unrecorded.Add(number);
    }

    /// <summary>What is known of a message; default when it never came back.</summary>
    public MessageReturn Find(ulong number) => returns.GetValueOrDefault(number);

    /// <summary>Forgets messages, from <paramref name="first"/> up to <paramref name="end"/>, exclusive.</summary>
    public void Remove(ulong first, ulong end)
    {
        if (end - first <= (ulong)returns.Count)
        {
            for (; first < end; first++)
                returns.Remove(first);
            return;
        }
        foreach (var number in returns.Keys)
        {
            if (number >= first && number < end)
                returns.Remove(number);
        }
    }

    /// <summary>Forgets what is settled.</summary>
    public void RemoveSettled(SettledMessages settled)
    {
        foreach (var number in returns.Keys)
        {
            if (settled.IsSettled(number))
                returns.Remove(number);
        }
    }

    /// <summary>Adds what is new since the last time to a record.</summary>
    /// <returns>False when nothing is.</returns>
    public bool TryWriteNew(RecordBuffer record, long id)
    {
        if (unrecorded.Count == 0)
            return false;
        Write(record, id, unrecorded);
        unrecorded.Clear();
        return true;
    }

    /// <summary>Adds all of it to a record.</summary>
    public void WriteAll(RecordBuffer record, long id)
    {
        if (returns.Count > 0)
            Write(record, id, [.. returns.Keys]);
    }

    private void Write(RecordBuffer record, long id, List<ulong> numbers)
    {
        numbers.RemoveAll(number => !returns.ContainsKey(number));
        ReturnedRecord.Begin(record, id, numbers.Count);
        foreach (var number in numbers)
            ReturnedRecord.Write(record, number, returns[number]);
    }
}
