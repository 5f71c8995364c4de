using Pabal.Wire.Amqp;

namespace Pabal.Engine.Routing;

/// <summary>What a consistent-hash exchange hashes of a message, by the exchange's arguments: the routing key unless they say otherwise.</summary>
internal sealed class HashInput
{
    public const string HeaderArgument = "hash-header";
    public const string PropertyArgument = "hash-property";

    private readonly byte[]? header;
    private readonly BasicPropertyFlags property;

    private HashInput(byte[]? header, BasicPropertyFlags property)
    {
        this.header = header;
        this.property = property;
    }

    /// <summary>True when it is not the routing key.</summary>
    public bool IsOfMessage => header is not null || property != BasicPropertyFlags.None;

    /// <param name="arguments">Of the exchange; valid.</param>
    public static HashInput Of(FieldTable arguments) => new(
        arguments.TryGet(HeaderArgument, out var name) ? name.AsBytes.ToArray() : null,
        arguments.TryGet(PropertyArgument, out var property) ? PropertyOf(property.AsString) : BasicPropertyFlags.None);

    /// <returns>None when the plugin has no property of that name.</returns>
    public static BasicPropertyFlags PropertyOf(string name) => name switch
    {
        "correlation_id" => BasicPropertyFlags.CorrelationId,
        "message_id" => BasicPropertyFlags.MessageId,
        "timestamp" => BasicPropertyFlags.Timestamp,
        _ => BasicPropertyFlags.None,
    };

    /// <summary>The hash of a message; all that lack what is hashed have the same.</summary>
    public ulong Hash(string routingKey, ReadOnlySpan<byte> properties)
    {
        if (!IsOfMessage)
            return StableHash.Of(routingKey);
        var view = new BasicPropertiesView(properties);
        if (header is null)
            return view.TryFind(property, out var value) ? StableHash.Of(value) : 0;
        return view.TryGetHeaders(out var table) && new FieldTableView(table).TryFind(header, out var type, out var field)
            ? StableHash.Of(IsInteger(type) ? Shortest(field) : field)
            : 0;
    }

    private static bool IsInteger(FieldType type) => FieldValue.Integer(type, 0).IsInteger;

    // Clients encode one number in different widths, and it has to go to one place.
    private static ReadOnlySpan<byte> Shortest(ReadOnlySpan<byte> integer)
    {
        while (integer.Length > 1 && integer[0] is 0 or 255)
            integer = integer[1..];
        return integer;
    }
}
