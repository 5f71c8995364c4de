using Pabal.Wire.Amqp;

namespace Pabal.Engine.Routing;

/// <summary>What a binding asks of one header: this value or, where the value is void, that the header is there.</summary>
internal readonly record struct HeaderCondition(string Name, FieldValue Value)
{
    public bool IsPresence => Value.Type == FieldType.Void;

    public bool Equals(HeaderCondition other) => Name == other.Name && HeaderValueComparer.Equals(Value, other.Value);

    public override int GetHashCode() => HashCode.Combine(Name, HeaderValueComparer.GetHashCode(Value));

    public bool IsMetBy(FieldTable headers) =>
        headers.TryGet(Name, out var value) && (IsPresence || HeaderValueComparer.Equals(Value, value));
}
