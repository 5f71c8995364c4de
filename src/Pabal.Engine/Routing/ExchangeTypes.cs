using System.Diagnostics.CodeAnalysis;

namespace Pabal.Engine.Routing;

/// <summary>The exchange types there are, and the index of bindings that each of them routes by.</summary>
internal static class ExchangeTypes
{
    public const string Direct = "direct";
    public const string Fanout = "fanout";
    public const string Topic = "topic";
    public const string Headers = "headers";

    public static bool IsKnown(string type) => type is Direct or Fanout or Topic or Headers;

    /// <summary>Makes the empty index of a new exchange; false when the type is unknown.</summary>
    public static bool TryCreateIndex(string type, [NotNullWhen(true)] out IBindingIndex? index)
    {
        index = type switch
        {
            Direct => new DirectBindings(),
            Fanout => new FanoutBindings(),
            Topic => new TopicBindings(),
            Headers => new HeadersBindings(),
            _ => null,
        };
        return index is not null;
    }
}
