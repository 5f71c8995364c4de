using System.Buffers.Binary;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>A valid session, frame by frame, and ways to spoil it.</summary>
internal static class FuzzSession
{
    private const string Queue = "fuzz.q";
    private const string Exchange = "fuzz.x";

    public static string[] Queues { get; } = [Queue];

    public static List<byte[]> Create(bool opened)
    {
        var headers = new FieldTable();
        headers.Set("a", FieldValue.Array([FieldValue.Int32(1), FieldValue.String("x"), FieldValue.Table(new FieldTable())]));
        headers.Set("CC", FieldValue.Array([FieldValue.String("other")]));
        var properties = new BasicProperties { Headers = headers, ReplyTo = "amq.rabbitmq.reply-to", Expiration = "60000" };
        List<byte[]> frames = opened ? [] :
        [
            ProtocolHeader.Octets.ToArray(),
            TestFrames.Method(0, new ConnectionStartOk(headers, "PLAIN", "\0guest\0guest"u8.ToArray(), "en_US")),
            TestFrames.Method(0, new ConnectionTuneOk(100, 8192, 10)),
            TestFrames.Method(0, new ConnectionOpen("/")),
            TestFrames.Method(1, default(ChannelOpen)),
        ];
        frames.AddRange(
        [
            TestFrames.Method(2, default(ChannelOpen)),
            TestFrames.Method(1, new ExchangeDeclare(Exchange, "headers", false, false, true, false, false, headers)),
            // Exclusive: it goes with its connection, also where a mutation changed its name.
            TestFrames.Method(1, new QueueDeclare(Queue, false, false, Exclusive: true, false, false, FieldTable.Empty)),
            TestFrames.Method(1, new QueueBind(Queue, Exchange, "k", false, headers)),
            TestFrames.Method(2, new BasicConsume("amq.rabbitmq.reply-to", "r", false, true, false, false, FieldTable.Empty)),
            TestFrames.Method(1, new BasicQos(0, 2, false)),
            TestFrames.Method(1, new BasicConsume(Queue, "t", false, false, false, false, FieldTable.Empty)),
            TestFrames.Method(2, new ConfirmSelect(false)),
            TestFrames.BasicPublish("", Queue, channel: 2), TestFrames.Header(5, properties, channel: 2), TestFrames.Body("hello"u8, 2),
            TestFrames.BasicPublish("", Queue, mandatory: true), TestFrames.Header(3), TestFrames.Body("a"u8), TestFrames.Body("bc"u8),
            TestFrames.Publish("", Queue, new byte[20_000]),
            TestFrames.Publish(Exchange, "k", "x"u8, new() { Headers = headers }),
            TestFrames.Method(1, new BasicAck(1, false)),
            TestFrames.Method(1, new BasicNack(2, true, true)),
            TestFrames.Method(1, new BasicGet(Queue, false)),
            TestFrames.Method(1, new BasicReject(3, false)),
            TestFrames.Method(1, new BasicRecover(true)),
            TestFrames.Method(1, new ChannelFlow(false)),
            TestFrames.Method(1, new ChannelFlow(true)),
            TestFrames.Method(1, new BasicCancel("t", false)),
            TestFrames.Method(1, default(TxSelect)),
            TestFrames.Publish("", Queue, "tx"u8),
            TestFrames.Method(1, default(TxRollback)),
            TestFrames.Method(1, new QueueUnbind(Queue, Exchange, "k", headers)),
            TestFrames.Method(1, new QueuePurge(Queue, false)),
            TestFrames.Method(1, new QueueDelete(Queue, false, false, false)),
            TestFrames.Method(1, new ChannelClose(ReplyCode.Success, "", AmqpMethodId.None)),
            TestFrames.Method(0, new ConnectionClose(ReplyCode.Success, "", AmqpMethodId.None)),
        ]);
        return frames;
    }

    public static void Mutate(List<byte[]> frames, Random random)
    {
        var at = random.Next(frames.Count);
        var frame = frames[at];
        switch (random.Next(7))
        {
            case 0:
                frame[random.Next(frame.Length)] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                frames[at] = frame[..random.Next(1, frame.Length)];
                break;
            case 2:
                frames.Insert(random.Next(frames.Count), frame);
                break;
            case 3:
                var other = random.Next(frames.Count);
                (frames[at], frames[other]) = (frames[other], frames[at]);
                break;
            case 4 when frame.Length > 7:
                BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(3), (uint)random.Next());
                break;
            case 5 when frame.Length > 16:
                // Somewhere inside, where lengths of strings and tables stand; the frame itself stays whole.
                frame[random.Next(11, frame.Length - 1)] = (byte)random.Next(256);
                break;
            default:
                if (frames.Count > 1)
                    frames.RemoveAt(at);
                break;
        }
    }
}
