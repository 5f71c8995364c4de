using System.Collections;
using System.Text;

namespace Pabal.Wire.Amqp;

/// <summary>
/// An AMQP field table: named values in the order they were sent, each name once. Not thread-safe while it is being
/// filled; any number of threads may read it afterwards.
/// </summary>
public sealed class FieldTable : IReadOnlyList<KeyValuePair<string, FieldValue>>, IEquatable<FieldTable>
{
    // Up to this many fields a scan is quicker than hashing; beyond it a hostile table must not cost O(n²).
    private const int ScanLimit = 16;

    private readonly List<KeyValuePair<string, FieldValue>> fields = [];
    private Dictionary<string, int>? positions;

    /// <summary>A table without fields; never add to it.</summary>
    public static FieldTable Empty { get; } = new();

    public int Count => fields.Count;

    public KeyValuePair<string, FieldValue> this[int index] => fields[index];

    /// <summary>Adds a field, or replaces the one of that name.</summary>
    public void Set(string name, FieldValue value)
    {
        var index = IndexOf(name);
        if (index >= 0)
            fields[index] = new(name, value);
        else
            Append(name, value);
    }

    /// <summary>Adds a field unless there is one of that name: on the wire the first of duplicates counts.</summary>
    public bool TryAdd(string name, FieldValue value)
    {
        if (IndexOf(name) >= 0)
            return false;
        Append(name, value);
        return true;
    }

    public bool TryGet(string name, out FieldValue value)
    {
        var index = IndexOf(name);
        value = index >= 0 ? fields[index].Value : FieldValue.Void;
        return index >= 0;
    }

    public bool Remove(string name)
    {
        var index = IndexOf(name);
        if (index < 0)
            return false;
        fields.RemoveAt(index);
        positions = null;
        if (fields.Count > ScanLimit)
            IndexAll();
        return true;
    }

    /// <summary>A copy with the fields in the order of their names' octets, as RabbitMQ has them when it has changed one.</summary>
    public FieldTable Sorted()
    {
        var inOrder = new List<KeyValuePair<string, FieldValue>>(fields);
        inOrder.Sort(static (one, other) => Octets(one).AsSpan().SequenceCompareTo(Octets(other)));
        var sorted = new FieldTable();
        foreach (var field in inOrder)
            sorted.Append(field.Key, field.Value);
        return sorted;
    }

    /// <summary>A copy, to be changed.</summary>
    public FieldTable Copy()
    {
        var copy = new FieldTable();
        foreach (var field in fields)
            copy.Append(field.Key, field.Value);
        return copy;
    }

    /// <summary>Equal when both have the same names with equal values, in whatever order.</summary>
    public bool Equals(FieldTable? other)
    {
        if (other is null || other.Count != Count)
            return false;
        foreach (var field in fields)
        {
            if (!other.TryGet(field.Key, out var value) || value != field.Value)
                return false;
        }
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as FieldTable);

    public override int GetHashCode()
    {
        // A sum, because the order doesn't matter.
        var hash = Count;
        foreach (var field in fields)
            hash += HashCode.Combine(field.Key, field.Value);
        return hash;
    }

    public IEnumerator<KeyValuePair<string, FieldValue>> GetEnumerator() => fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => fields.GetEnumerator();

    public override string ToString() => $"{{{string.Join(", ", fields.ConvertAll(field => $"{field.Key}: {field.Value}"))}}}";

    private static byte[] Octets(KeyValuePair<string, FieldValue> field) => Encoding.UTF8.GetBytes(field.Key);

    private int IndexOf(string name)
    {
        if (positions is not null)
            return positions.TryGetValue(name, out var position) ? position : -1;
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].Key == name)
                return i;
        }
        return -1;
    }

    private void Append(string name, FieldValue value)
    {
        fields.Add(new(name, value));
        if (positions is not null)
            positions.Add(name, fields.Count - 1);
        else if (fields.Count > ScanLimit)
            IndexAll();
    }

    private void IndexAll()
    {
        var all = new Dictionary<string, int>(fields.Count, StringComparer.Ordinal);
        for (var i = 0; i < fields.Count; i++)
            all.Add(fields[i].Key, i);
        positions = all;
    }
}
