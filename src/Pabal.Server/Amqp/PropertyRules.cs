using System.Text;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>What RabbitMQ checks of a message's properties, and the one it rewrites (direct reply-to).</summary>
internal static class PropertyRules
{
    private const BasicPropertyFlags Checked =
        BasicPropertyFlags.UserId | BasicPropertyFlags.Expiration | BasicPropertyFlags.ReplyTo;

    /// <returns>The properties to store.</returns>
    /// <exception cref="AmqpException">A property is not what it must be.</exception>
    public static ReadOnlySpan<byte> Apply(AmqpChannel channel, ReadOnlySpan<byte> properties)
    {
        var view = new BasicPropertiesView(properties);
        if (!view.TryValidate())
            throw new AmqpException(ReplyCode.SyntaxError, "the content header's properties do not decode");
        if (view.TryGetHeaders(out var headers) && !new FieldTableView(headers).IsWellFormed())
            throw new AmqpException(ReplyCode.SyntaxError, "the headers property does not decode");
        if ((view.Flags & Checked) == BasicPropertyFlags.None)
            return properties;
        if (view.TryGetUserId(out var userId))
            CheckUserId(userId, channel.Connection.UserName);
        if (view.TryGetExpiration(out var expiration))
            CheckExpiration(expiration);
        if (view.TryGetReplyTo(out var replyTo) && replyTo.SequenceEqual(DirectReplyTo.QueueNameOctets))
            return channel.Deliveries.ReplyTo.Rewrite(properties);
        return properties;
    }

    private static void CheckUserId(ReadOnlySpan<byte> userId, string userName)
    {
        var claimed = Encoding.UTF8.GetString(userId);
        if (claimed != userName)
        {
            throw new AmqpException(
                ReplyCode.PreconditionFailed,
                $"user_id property set to '{claimed}' but authenticated user was '{userName}'");
        }
    }

    private static void CheckExpiration(ReadOnlySpan<byte> expiration)
    {
        var text = Encoding.UTF8.GetString(expiration);
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        string problem;
        if (text.Length > 0 && digits < 0)
        {
            // However large: beyond what a timer can wait for, a message just doesn't expire.
            return;
        }
        else if (digits > 0)
        {
            problem = $"{{leftover_string,\"{text[digits..]}\"}}";
        }
        else
        {
            problem = text.StartsWith('-') ? $"{{value_negative,{text}}}" : "no_integer";
        }
        throw new AmqpException(ReplyCode.PreconditionFailed, $"invalid expiration '{text}': {problem}");
    }
}
