using System.Globalization;
using System.Numerics;
using System.Text;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>What RabbitMQ checks of a message's properties, and the one it rewrites (direct reply-to). Owned by the channel.</summary>
internal sealed class PropertyRules(AmqpChannel channel)
{
    // Of longer ones comparing costs as much as checking.
    private const int MaxKnownLength = 64;

    private const long MaxExpirationMs = 10L * 365 * 24 * 3600 * 1000;

    private const BasicPropertyFlags Checked =
        BasicPropertyFlags.UserId | BasicPropertyFlags.Expiration | BasicPropertyFlags.ReplyTo;

    // Made with the first message: most channels never publish.
    private byte[] known = [];
    private int knownLength = -1;

    /// <returns>The properties to store.</returns>
    /// <exception cref="AmqpException">A property is not what it must be.</exception>
    public ReadOnlySpan<byte> Apply(ReadOnlySpan<byte> properties)
    {
        // Who publishes much mostly says the same of each message.
        if (properties.Length == knownLength && properties.SequenceEqual(known.AsSpan(0, knownLength)))
            return properties;
        var view = new BasicPropertiesView(properties);
        if (!view.TryValidate())
            throw new AmqpException(ReplyCode.SyntaxError, "the content header's properties do not decode");
        if (view.TryGetHeaders(out var headers) && !new FieldTableView(headers).IsWellFormed())
            throw new AmqpException(ReplyCode.SyntaxError, "the headers property does not decode");
        if ((view.Flags & Checked) == BasicPropertyFlags.None)
        {
            Remember(properties);
            return properties;
        }
        if (view.TryGetUserId(out var userId))
            CheckUserId(userId, channel.Connection);
        if (view.TryGetExpiration(out var expiration))
            CheckExpiration(expiration);
        if (view.TryGetReplyTo(out var replyTo) && replyTo.SequenceEqual(DirectReplyTo.QueueNameOctets))
            return channel.Consumers.ReplyTo.Rewrite(properties);
        return properties;
    }

    private void Remember(ReadOnlySpan<byte> properties)
    {
        if (properties.Length > MaxKnownLength)
            return;
        if (known.Length == 0)
            known = new byte[MaxKnownLength];
        properties.CopyTo(known);
        knownLength = properties.Length;
    }

    private static void CheckUserId(ReadOnlySpan<byte> userId, AmqpConnection connection)
    {
        var claimed = Encoding.UTF8.GetString(userId);
        if (claimed != connection.UserName && connection.Access is not { MayImpersonate: true })
        {
            throw new AmqpException(
                ReplyCode.PreconditionFailed,
                $"user_id property set to '{claimed}' but authenticated user was '{connection.UserName}'");
        }
    }

    private static void CheckExpiration(ReadOnlySpan<byte> expiration)
    {
        var text = Encoding.UTF8.GetString(expiration);
        if (ExpirationProblem(text) is { } problem)
            throw new AmqpException(ReplyCode.PreconditionFailed, $"invalid expiration '{text}': {problem}");
    }

    // A sign, digits, and nothing else; at most ten years.
    private static string? ExpirationProblem(string text)
    {
        var from = text.StartsWith('-') || text.StartsWith('+') ? 1 : 0;
        var digits = text.AsSpan(from).IndexOfAnyExceptInRange('0', '9');
        var end = digits < 0 ? text.Length : from + digits;
        if (end == from)
            return "no_integer";
        if (end < text.Length)
            return $"{{leftover_string,\"{text[end..]}\"}}";
        var value = BigInteger.Parse(text, CultureInfo.InvariantCulture);
        return value < 0 ? $"{{value_negative,{value}}}" : value > MaxExpirationMs ? $"{{value_too_large,{value}}}" : null;
    }
}
