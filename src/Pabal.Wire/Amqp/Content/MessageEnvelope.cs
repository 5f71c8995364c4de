namespace Pabal.Wire.Amqp;

//  ┌──────────────────┬──────────┬─────────────────────┬─────────────┐
//  │ exchange length:1│ exchange │ routing key length:1│ routing key │
//  └──────────────────┴──────────┴─────────────────────┴─────────────┘
/// <summary>
/// Exchange and routing key exactly as they stand in basic.publish, return, deliver and get-ok. They are kept in this
/// form so that a delivery copies them in one piece, and compared in this form to find a known route.
/// </summary>
public static class MessageEnvelope
{
    /// <summary>Both lengths and 255 octets each.</summary>
    public const int MaxLength = 2 * (1 + AmqpWriter.MaxShortString);

    /// <summary>The exchange's name in a well-formed envelope.</summary>
    public static ReadOnlySpan<byte> Exchange(ReadOnlySpan<byte> envelope) => envelope.Slice(1, envelope[0]);

    /// <summary>The routing key in a well-formed envelope.</summary>
    public static ReadOnlySpan<byte> RoutingKey(ReadOnlySpan<byte> envelope)
    {
        var second = envelope[(1 + envelope[0])..];
        return second.Slice(1, second[0]);
    }

    /// <summary>In UTF-8. Throws <see cref="InvalidOperationException"/> when a part has more than 255 octets.</summary>
    public static byte[] Encode(string exchange, string routingKey)
    {
        var envelope = new byte[AmqpWriter.ShortStringLength(exchange) + AmqpWriter.ShortStringLength(routingKey)];
        var writer = new AmqpWriter(envelope);
        writer.WriteShortString(exchange);
        writer.WriteShortString(routingKey);
        return envelope;
    }
}
