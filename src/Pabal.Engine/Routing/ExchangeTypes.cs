using Pabal.Wire.Amqp;

namespace Pabal.Engine.Routing;

/// <summary>The exchange types there are, and the index of bindings that each of them routes by.</summary>
internal static class ExchangeTypes
{
    public const string Direct = "direct";
    public const string Fanout = "fanout";
    public const string Topic = "topic";
    public const string Headers = "headers";

    /// <summary>Of the plugin rabbitmq_consistent_hash_exchange.</summary>
    public const string ConsistentHash = "x-consistent-hash";

    /// <summary>Of the plugin rabbitmq_random_exchange.</summary>
    public const string Random = "x-random";

    /// <summary>Of the plugin rabbitmq_delayed_message_exchange: routes as the type that its argument names.</summary>
    public const string DelayedMessage = "x-delayed-message";

    public const string DelayedTypeArgument = "x-delayed-type";

    public static bool IsKnown(string type) =>
        type is Direct or Fanout or Topic or Headers or ConsistentHash or Random or DelayedMessage;

    /// <summary>The type by which an exchange routes: its own, unless that only says that messages may be delayed.</summary>
    /// <param name="type">The exchange's type.</param>
    /// <param name="arguments">Its arguments, which are valid.</param>
    public static string RoutingType(string type, FieldTable arguments) =>
        type == DelayedMessage && arguments.TryGet(DelayedTypeArgument, out var routing) ? routing.AsString : type;

    /// <summary>Makes the empty index of a new exchange, whose type is known.</summary>
    /// <param name="type">The exchange's type.</param>
    /// <param name="arguments">Its arguments, which are valid.</param>
    public static IBindingIndex CreateIndex(string type, FieldTable arguments) => RoutingType(type, arguments) switch
    {
        Direct => new DirectBindings(),
        Fanout => new FanoutBindings(),
        Topic => new TopicBindings(),
        Headers => new HeadersBindings(),
        ConsistentHash => new ConsistentHashBindings(HashInput.Of(arguments)),
        Random => new RandomBindings(),
        _ => throw new ArgumentException($"There is no exchange type '{type}'.", nameof(type)),
    };
}
