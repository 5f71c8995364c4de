using Pabal.Wire.Amqp;

namespace Pabal.Engine.Publishing;

/// <summary>RabbitMQ's CC and BCC headers: further routing keys that the sender chooses; BCC is not delivered.</summary>
internal static class SenderSelectedDistribution
{
    /// <summary>Notes the routing keys that the headers add.</summary>
    /// <returns>The properties to store.</returns>
    public static ReadOnlySpan<byte> Apply(IncomingMessage message, ReadOnlySpan<byte> properties)
    {
        var view = new BasicPropertiesView(properties);
        var hidden = view.HasHeader("BCC"u8);
        var selects = hidden || view.HasHeader("CC"u8);
        if (!selects)
            return properties;
        // Only the headers are decoded: other properties may be binary.
        view.TryGetHeaders(out var table);
        var headers = new AmqpReader(table).ReadTable();
        var keys = new List<string>();
        AddKeys(keys, "CC", headers);
        AddKeys(keys, "BCC", headers);
        message.FurtherKeys = [.. keys];
        // A delayed message is stored as it came: it is routed again, and what is hidden is taken out, when it is due.
        if (!hidden || message.DelayMs > 0)
            return properties;
        headers.Remove("BCC");
        return BasicPropertiesRewrite.Rewrite(properties, headers, BasicPropertyFlags.None);
    }

    private static void AddKeys(List<string> keys, string header, FieldTable headers)
    {
        if (!headers.TryGet(header, out var value))
            return;
        if (value.Type != FieldType.Array)
            throw Errors.UnacceptableHeader(header, value);
        foreach (var key in value.AsArray)
        {
            if (key.Type == FieldType.LongString)
                keys.Add(key.AsString);
        }
    }
}
