using System.Text;
using Pabal.Engine.Definitions;
using Pabal.Engine.Queues;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Publishing;

/// <summary>What a dead letter is published as.</summary>
/// <param name="Envelope">Dead-letter exchange and routing key; null when one of them is too long for a message.</param>
/// <param name="Headers">With the death.</param>
/// <param name="Properties">Those of the message, with the headers, without its expiration.</param>
internal readonly record struct DeadLetterCopy(byte[]? Envelope, FieldTable Headers, byte[] Properties)
{
    /// <param name="queue">Where the message has died.</param>
    /// <param name="settings">What holds for that queue.</param>
    /// <param name="letter">The message.</param>
    /// <param name="nowMs">The time, in milliseconds since 1970.</param>
    public static DeadLetterCopy Of(Queue queue, QueueSettings settings, in DeadLetter letter, long nowMs)
    {
        var message = queue.Store.Open(letter.Entry);
        var view = new BasicPropertiesView(message.Properties);
        var headers = HeadersOf(view);
        var exchange = Encoding.UTF8.GetString(MessageEnvelope.Exchange(message.Envelope));
        var key = Encoding.UTF8.GetString(MessageEnvelope.RoutingKey(message.Envelope));
        var expiration = view.TryGetExpiration(out var text) ? Encoding.UTF8.GetString(text) : null;
        var death = new Death(queue.Name, letter.Reason, nowMs, exchange, KeysOf(key, headers), expiration);
        headers = DeathHeaders.Add(headers, death);
        if (settings.DeadLetterRoutingKey is not null)
            DeathHeaders.RemoveSenderSelected(headers);
        return new DeadLetterCopy(
            EnvelopeOf(settings.DeadLetterExchange ?? "", settings.DeadLetterRoutingKey ?? key),
            headers,
            BasicPropertiesRewrite.Rewrite(message.Properties, headers, BasicPropertyFlags.Expiration));
    }

    private static FieldTable HeadersOf(in BasicPropertiesView view)
    {
        try
        {
            return view.TryGetHeaders(out var table) ? new AmqpReader(table).ReadTable() : FieldTable.Empty;
        }
        catch (MalformedException)
        {
            // Protocol heads let none of those in.
            return FieldTable.Empty;
        }
    }

    private static string[] KeysOf(string key, FieldTable headers)
    {
        var keys = new List<string> { key };
        headers.TryGet("CC", out var further);
        foreach (var one in further.AsArray)
        {
            if (one.Type == FieldType.LongString)
                keys.Add(one.AsString);
        }
        return [.. keys];
    }

    private static byte[]? EnvelopeOf(string exchange, string key) =>
        AmqpWriter.ShortStringLength(exchange) > 1 + AmqpWriter.MaxShortString
        || AmqpWriter.ShortStringLength(key) > 1 + AmqpWriter.MaxShortString
            ? null
            : MessageEnvelope.Encode(exchange, key);
}
