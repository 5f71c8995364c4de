using Pabal.Wire.Amqp;

namespace Pabal.Engine.Routing;

/// <summary>What routing may ask of a message besides its routing keys. Headers are decoded once, for the first who asks.</summary>
/// <param name="properties">AMQP's basic properties, well-formed; empty where no message is known yet.</param>
internal ref struct RoutedMessage(ReadOnlySpan<byte> properties)
{
    private FieldTable? headers;

    public ReadOnlySpan<byte> Properties { get; } = properties;

    public FieldTable Headers => headers ??= Decode(Properties);

    private static FieldTable Decode(ReadOnlySpan<byte> properties) =>
        new BasicPropertiesView(properties).TryGetHeaders(out var table) ? new AmqpReader(table).ReadTable() : FieldTable.Empty;
}
