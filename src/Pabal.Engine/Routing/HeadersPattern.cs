using Pabal.Wire.Amqp;

namespace Pabal.Engine.Routing;

/// <summary>A headers binding in the form it is matched in. Equal patterns match alike and lead to the same place.</summary>
internal sealed class HeadersPattern : IEquatable<HeadersPattern>
{
    private const string MatchArgument = "x-match";

    private readonly HeaderCondition[] conditions;
    private readonly int hashCode;

    public HeadersPattern(Binding binding)
    {
        Destination = binding.Destination;
        var match = binding.Arguments.TryGet(MatchArgument, out var value) ? value.AsString : "all";
        IsAny = match is "any" or "any-with-x";
        conditions = ReadConditions(binding.Arguments, withX: match is "all-with-x" or "any-with-x");
        hashCode = ComputeHashCode();
    }

    public IBindingDestination Destination { get; }

    /// <summary>True when one condition is enough, false when all must be met.</summary>
    public bool IsAny { get; }

    public ReadOnlySpan<HeaderCondition> Conditions => conditions;

    public bool AreAllMetBy(FieldTable headers)
    {
        foreach (var condition in conditions)
        {
            if (!condition.IsMetBy(headers))
                return false;
        }
        return true;
    }

    public bool Equals(HeadersPattern? other) =>
        other is not null && hashCode == other.hashCode && IsAny == other.IsAny
        && Destination.Equals(other.Destination) && Conditions.SequenceEqual(other.conditions);

    public override bool Equals(object? obj) => Equals(obj as HeadersPattern);

    public override int GetHashCode() => hashCode;

    private static HeaderCondition[] ReadConditions(FieldTable arguments, bool withX)
    {
        var read = new List<HeaderCondition>(arguments.Count);
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, value) = arguments[i];
            var isIgnored = withX ? name == MatchArgument : name.StartsWith("x-", StringComparison.Ordinal);
            if (!isIgnored)
                read.Add(new HeaderCondition(name, value));
        }
        // Sorted, because the order of arguments doesn't tell bindings apart.
        read.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        return [.. read];
    }

    private int ComputeHashCode()
    {
        var hash = new HashCode();
        hash.Add(Destination);
        hash.Add(IsAny);
        foreach (var condition in conditions)
            hash.Add(condition);
        return hash.ToHashCode();
    }
}
