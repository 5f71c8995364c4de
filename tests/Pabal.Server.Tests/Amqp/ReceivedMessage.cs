using System.Text;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>A message that came from the broker: delivered, got or returned.</summary>
internal sealed class ReceivedMessage
{
    private ulong missing;
    private byte[] body = [];

    public string ConsumerTag { get; private set; } = "";

    public ulong Tag { get; private set; }

    public bool Redelivered { get; private set; }

    public string Exchange { get; private set; } = "";

    public string RoutingKey { get; private set; } = "";

    /// <summary>Of basic.get-ok: messages that still wait.</summary>
    public uint MessageCount { get; private set; }

    /// <summary>Of basic.return.</summary>
    public string ReplyText { get; private set; } = "";

    public BasicProperties Properties { get; private set; } = new();

    public int BodyFrames { get; private set; }

    public ReadOnlySpan<byte> Octets => body;

    public string Body => Encoding.UTF8.GetString(body);

    public bool IsIncomplete => missing > 0;

    public static ReceivedMessage Of(ReceivedFrame frame)
    {
        var reader = new AmqpReader(frame.Payload.AsSpan(4));
        var message = new ReceivedMessage();
        switch (frame.Method)
        {
            case AmqpMethodId.BasicDeliver:
                var deliver = BasicDeliver.Read(ref reader);
                message.ConsumerTag = Encoding.UTF8.GetString(deliver.ConsumerTag);
                (message.Tag, message.Redelivered) = (deliver.DeliveryTag, deliver.Redelivered);
                message.SetEnvelope(deliver.Envelope);
                break;
            case AmqpMethodId.BasicGetOk:
                var getOk = BasicGetOk.Read(ref reader);
                (message.Tag, message.Redelivered) = (getOk.DeliveryTag, getOk.Redelivered);
                message.MessageCount = getOk.MessageCount;
                message.SetEnvelope(getOk.Envelope);
                break;
            case AmqpMethodId.BasicReturn:
                var returned = BasicReturn.Read(ref reader);
                message.ReplyText = $"{(int)returned.ReplyCode} {returned.ReplyText}";
                message.SetEnvelope(returned.Envelope);
                break;
            default:
                throw new ArgumentException($"{frame.Method} carries no content", nameof(frame));
        }
        reader.ExpectEnd();
        return message;
    }

    public void OnHeader(byte[] payload)
    {
        var header = ContentHeader.Read(payload);
        header.ClassId.ShouldBe(ContentHeader.BasicClass);
        missing = header.BodySize;
        Properties = BasicProperties.Decode(header.Properties);
    }

    public void OnBody(byte[] payload)
    {
        BodyFrames++;
        missing -= (ulong)payload.Length;
        body = body.Length == 0 ? payload : [.. body, .. payload];
    }

    private void SetEnvelope(ReadOnlySpan<byte> envelope)
    {
        Exchange = Encoding.UTF8.GetString(MessageEnvelope.Exchange(envelope));
        RoutingKey = Encoding.UTF8.GetString(MessageEnvelope.RoutingKey(envelope));
    }
}
