namespace Pabal.Engine.Routing;

/// <summary>The exchange types there are, and the index of bindings that each of them routes by.</summary>
internal static class ExchangeTypes
{
    public const string Direct = "direct";
    public const string Fanout = "fanout";
    public const string Topic = "topic";
    public const string Headers = "headers";

    public static bool IsKnown(string type) => type is Direct or Fanout or Topic or Headers;

    /// <summary>Makes the empty index of a new exchange, whose type is known.</summary>
    public static IBindingIndex CreateIndex(string type) => type switch
    {
        Direct => new DirectBindings(),
        Fanout => new FanoutBindings(),
        Topic => new TopicBindings(),
        Headers => new HeadersBindings(),
        _ => throw new ArgumentException($"There is no exchange type '{type}'.", nameof(type)),
    };
}
