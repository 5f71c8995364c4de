using System.Buffers.Binary;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Selectors;

/// <summary>A header field of JMS (JMS 2.0 §3.4) that one of AMQP's basic properties stands for.</summary>
internal sealed class PropertyExpression(BasicPropertyFlags property) : SelectorExpression
{
    private const byte PersistentMode = 2;

    public override SelectorType Type => SelectorType.Any;

    /// <returns>Null when no property has that name in JMS.</returns>
    public static PropertyExpression? Find(string identifier)
    {
        var property = identifier switch
        {
            "JMSMessageID" => BasicPropertyFlags.MessageId,
            "JMSTimestamp" => BasicPropertyFlags.Timestamp,
            "JMSCorrelationID" => BasicPropertyFlags.CorrelationId,
            "JMSReplyTo" => BasicPropertyFlags.ReplyTo,
            "JMSType" => BasicPropertyFlags.Type,
            "JMSPriority" => BasicPropertyFlags.Priority,
            "JMSDeliveryMode" => BasicPropertyFlags.DeliveryMode,
            "JMSXUserID" => BasicPropertyFlags.UserId,
            "JMSXAppID" => BasicPropertyFlags.AppId,
            _ => BasicPropertyFlags.None,
        };
        return property == BasicPropertyFlags.None ? null : new PropertyExpression(property);
    }

    public override SelectorValue Evaluate(scoped in SelectorContext message)
    {
        switch (property)
        {
            case BasicPropertyFlags.DeliveryMode:
                var isPersistent = message.Properties.DeliveryMode == PersistentMode;
                return SelectorValue.Of(isPersistent ? "PERSISTENT"u8 : "NON_PERSISTENT"u8);
            case BasicPropertyFlags.Priority:
                return SelectorValue.Of((long)message.Properties.Priority.GetValueOrDefault());
            case BasicPropertyFlags.Timestamp:
                return message.Properties.TryFind(property, out var timestamp) ? Milliseconds(timestamp) : SelectorValue.Null;
            default:
                return message.Properties.TryFind(property, out var text) ? SelectorValue.Of(text[1..]) : SelectorValue.Null;
        }
    }

    // AMQP counts seconds, JMS milliseconds.
    private static SelectorValue Milliseconds(ReadOnlySpan<byte> timestamp)
    {
        var seconds = BinaryPrimitives.ReadUInt64BigEndian(timestamp);
        return seconds <= long.MaxValue / 1000 ? SelectorValue.Of((long)seconds * 1000) : SelectorValue.Of(seconds * 1000.0);
    }
}
