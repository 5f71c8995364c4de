using System.Collections;

namespace Pabal.Wire.Amqp;

/// <summary>An AMQP field table: named values in the order they were sent. Not thread-safe while it is being filled.</summary>
public sealed class FieldTable : IReadOnlyList<KeyValuePair<string, FieldValue>>, IEquatable<FieldTable>
{
    private readonly List<KeyValuePair<string, FieldValue>> fields = [];

    /// <summary>A table without fields; never add to it.</summary>
    public static FieldTable Empty { get; } = new();

    public int Count => fields.Count;

    public KeyValuePair<string, FieldValue> this[int index] => fields[index];

    /// <summary>Adds a field, or replaces the one of that name.</summary>
    public void Set(string name, FieldValue value)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].Key == name)
            {
                fields[i] = new(name, value);
                return;
            }
        }
        fields.Add(new(name, value));
    }

    public bool TryGet(string name, out FieldValue value)
    {
        foreach (var field in fields)
        {
            if (field.Key == name)
            {
                value = field.Value;
                return true;
            }
        }
        value = FieldValue.Void;
        return false;
    }

    public bool Remove(string name) => fields.RemoveAll(field => field.Key == name) > 0;

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

    public override int GetHashCode() => Count;

    public IEnumerator<KeyValuePair<string, FieldValue>> GetEnumerator() => fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => fields.GetEnumerator();

    public override string ToString() => $"{{{string.Join(", ", fields.ConvertAll(field => $"{field.Key}: {field.Value}"))}}}";
}
