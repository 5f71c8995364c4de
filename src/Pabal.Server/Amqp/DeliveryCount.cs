using Pabal.Engine.Messages;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>The header that tells a consumer how often a message has come back, as RabbitMQ's quorum queues have it.</summary>
internal static class DeliveryCount
{
    /// <summary>The message's properties with the header.</summary>
    public static byte[] AddTo(in StoredMessage message, int count) =>
        BasicPropertiesRewrite.WithHeader(message.Properties, "x-delivery-count", FieldValue.Int64(count));
}
