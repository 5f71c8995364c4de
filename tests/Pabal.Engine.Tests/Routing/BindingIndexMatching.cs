using Pabal.Engine.Routing;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Routing;

internal static class BindingIndexMatching
{
    /// <summary>The names of the destinations found, sorted and each once.</summary>
    public static string[] Names(this IBindingIndex index, string routingKey, FieldTable? headers = null)
    {
        var found = new List<IBindingDestination>();
        index.Match(routingKey, headers ?? FieldTable.Empty, found);
        return [.. found.Select(destination => destination.Name).Distinct().Order(StringComparer.Ordinal)];
    }
}
