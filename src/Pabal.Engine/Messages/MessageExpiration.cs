using Pabal.Wire.Amqp;

namespace Pabal.Engine.Messages;

/// <summary>The property expiration: milliseconds that a message may wait, as decimal digits (RabbitMQ's reading of it).</summary>
internal static class MessageExpiration
{
    /// <summary>The longest time that a message may ask for: ten years.</summary>
    private const long MaxMs = 10L * 365 * 24 * 3600 * 1000;

    /// <returns>Null when there is none. The protocol heads refuse what is no number.</returns>
    public static long? Find(ReadOnlySpan<byte> properties)
    {
        if (!new BasicPropertiesView(properties).TryGetExpiration(out var text))
            return null;
        if (!text.IsEmpty && text[0] is (byte)'+' or (byte)'-')
            text = text[1..];
        var ms = 0L;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return null;
            ms = Math.Min((ms * 10) + digit - '0', MaxMs);
        }
        return ms;
    }
}
