using System.Text;
using RabbitMQ.Client;

namespace Pabal.Parity.Tests.Observing;

/// <summary>A message as a client got it.</summary>
/// <param name="Tag">Its delivery tag.</param>
/// <param name="Text">Everything that the client can see of it.</param>
internal sealed record ObservedMessage(ulong Tag, string Text, string ReplyTo, IReadOnlyBasicProperties Properties)
{
    public static ObservedMessage From(BasicGetResult result) => From(
        result.DeliveryTag, result.Redelivered, result.Exchange, result.RoutingKey, result.BasicProperties, result.Body);

    public static ObservedMessage From(
        ulong tag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body)
    {
        var text = $"{Body(body)} tag={tag}{(redelivered ? " redelivered" : "")} {Origin(exchange, routingKey, properties)}";
        // The bytes are the client's only during the call; properties are kept as they are.
        return new ObservedMessage(tag, text, properties.ReplyTo ?? "", new BasicProperties(properties));
    }

    public static string Body(ReadOnlyMemory<byte> body) => ValueText.Quoted(Encoding.UTF8.GetString(body.Span));

    public static string Origin(string exchange, string routingKey, IReadOnlyBasicProperties properties) =>
        $"exchange={ValueText.Quoted(exchange)} key={ValueText.Quoted(routingKey)}{Describe(properties)}";

    private static string Describe(IReadOnlyBasicProperties properties)
    {
        var text = new StringBuilder();
        Add("content-type", properties.IsContentTypePresent(), properties.ContentType);
        Add("content-encoding", properties.IsContentEncodingPresent(), properties.ContentEncoding);
        Add("headers", properties.IsHeadersPresent(), properties.Headers);
        Add("delivery-mode", properties.IsDeliveryModePresent(), (byte)properties.DeliveryMode);
        Add("priority", properties.IsPriorityPresent(), properties.Priority);
        Add("correlation-id", properties.IsCorrelationIdPresent(), properties.CorrelationId);
        Add("reply-to", properties.IsReplyToPresent(), properties.ReplyTo);
        Add("expiration", properties.IsExpirationPresent(), properties.Expiration);
        Add("message-id", properties.IsMessageIdPresent(), properties.MessageId);
        Add("timestamp", properties.IsTimestampPresent(), properties.Timestamp);
        Add("type", properties.IsTypePresent(), properties.Type);
        Add("user-id", properties.IsUserIdPresent(), properties.UserId);
        Add("app-id", properties.IsAppIdPresent(), properties.AppId);
        Add("cluster-id", properties.IsClusterIdPresent(), properties.ClusterId);
        return text.ToString();

        void Add(string name, bool isPresent, object? value)
        {
            if (isPresent)
                text.Append(' ').Append(name).Append('=').Append(ValueText.Of(value));
        }
    }
}
