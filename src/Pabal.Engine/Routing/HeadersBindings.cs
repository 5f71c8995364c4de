using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Routing;

/// <summary>The bindings of a headers exchange, found by the headers that a message carries.</summary>
/// <remarks>
/// A binding that wants any condition is filed under each of them. One that wants all is filed under a single
/// condition, the one with the fewest others at that moment, so that a value which many bindings share
/// (type = report) doesn't become the one that a message looks up.
/// </remarks>
internal sealed class HeadersBindings : IBindingIndex
{
    private CountedSet<IBindingDestination> unconditional;
    private readonly Dictionary<HeaderCondition, CountedSet<IBindingDestination>> any = [];
    private readonly Dictionary<HeaderCondition, CountedSet<HeadersPattern>> all = [];

    public bool DependsOnHeaders => true;

    public void Add(Binding binding)
    {
        var pattern = new HeadersPattern(binding);
        if (pattern.IsAny)
        {
            foreach (var condition in pattern.Conditions)
                File(any, condition, pattern.Destination);
        }
        else if (pattern.Conditions.IsEmpty)
        {
            unconditional.Add(pattern.Destination);
        }
        else
        {
            File(all, LeastUsed(pattern.Conditions), pattern);
        }
    }

    public void Remove(Binding binding)
    {
        var pattern = new HeadersPattern(binding);
        if (!pattern.IsAny && pattern.Conditions.IsEmpty)
            unconditional.Remove(pattern.Destination);
        foreach (var condition in pattern.Conditions)
        {
            if (pattern.IsAny)
                Unfile(any, condition, pattern.Destination);
            else if (Unfile(all, condition, pattern))
                return;
        }
    }

    public void Match(string routingKey, FieldTable headers, List<IBindingDestination> destinations)
    {
        unconditional.CopyTo(destinations);
        for (var i = 0; i < headers.Count; i++)
        {
            var (name, value) = headers[i];
            Match(new HeaderCondition(name, value), headers, destinations);
            if (value.Type != FieldType.Void)
                Match(new HeaderCondition(name, FieldValue.Void), headers, destinations);
        }
    }

    private void Match(HeaderCondition met, FieldTable headers, List<IBindingDestination> destinations)
    {
        if (any.TryGetValue(met, out var bound))
            bound.CopyTo(destinations);
        if (!all.TryGetValue(met, out var patterns))
            return;
        foreach (var pattern in patterns)
        {
            if (pattern.AreAllMetBy(headers))
                destinations.Add(pattern.Destination);
        }
    }

    private HeaderCondition LeastUsed(ReadOnlySpan<HeaderCondition> conditions)
    {
        var best = conditions[0];
        var fewest = int.MaxValue;
        foreach (var condition in conditions)
        {
            var count = all.TryGetValue(condition, out var patterns) ? patterns.Count : 0;
            if (count >= fewest)
                continue;
            fewest = count;
            best = condition;
        }
        return best;
    }

    private static void File<T>(Dictionary<HeaderCondition, CountedSet<T>> index, HeaderCondition condition, T item)
        where T : class =>
        CollectionsMarshal.GetValueRefOrAddDefault(index, condition, out _).Add(item);

    private static bool Unfile<T>(Dictionary<HeaderCondition, CountedSet<T>> index, HeaderCondition condition, T item)
        where T : class
    {
        ref var items = ref CollectionsMarshal.GetValueRefOrNullRef(index, condition);
        if (Unsafe.IsNullRef(ref items) || !items.Remove(item))
            return false;
        if (items.Count == 0)
            index.Remove(condition);
        return true;
    }
}
