using Pabal.Server.Tests.Amqp;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Durability;

/// <summary>What the tests of durability ask of a broker.</summary>
internal static class DurableClient
{
    public static BasicProperties Persistent { get; } = new() { DeliveryMode = 2 };

    public static QueueDeclare Durable(string queue) => new(queue, false, true, false, AutoDelete: false, false, FieldTable.Empty);

    public static async Task DeclareDurableAsync(this AmqpTestClient client, string queue) =>
        await client.Send(1, Durable(queue)).ExpectAsync<QueueDeclareOk>();

    public static Task SelectConfirmsAsync(this AmqpTestClient client, ushort channel = 1) =>
        client.Send(channel, default(ConfirmSelect)).ExpectAsync<ConfirmSelectOk>(channel);

    public static AmqpTestClient PublishPersistent(this AmqpTestClient client, string queue, string body, ushort channel = 1) =>
        client.Publish("", queue, body, Persistent, channel: channel);

    /// <summary>Reads confirms up to a tag; each is a tag, with "+" when it is meant for several.</summary>
    public static async Task<List<string>> ConfirmsAsync(this AmqpTestClient client, ulong upTo)
    {
        var confirms = new List<string>();
        while (true)
        {
            var ack = await client.ExpectAsync<BasicAck>();
            confirms.Add($"{ack.DeliveryTag}{(ack.Multiple ? "+" : "")}");
            if (ack.DeliveryTag >= upTo)
                return confirms;
        }
    }
}
