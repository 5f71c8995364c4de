using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>What most tests begin with.</summary>
internal static class AmqpTestClientExtensions
{
    /// <summary>Declares an exclusive queue and waits for it.</summary>
    /// <returns>Its name.</returns>
    public static async Task<string> DeclareAsync(this AmqpTestClient client, string name = "", bool exclusive = true)
    {
        client.Send(1, new QueueDeclare(name, false, false, exclusive, AutoDelete: false, false, FieldTable.Empty));
        return (await client.ExpectAsync<QueueDeclareOk>()).Queue;
    }

    public static async Task<string> ConsumeAsync(
        this AmqpTestClient client, string queue, string tag = "", bool noAck = false, ushort channel = 1)
    {
        client.Send(channel, new BasicConsume(queue, tag, false, noAck, false, false, FieldTable.Empty));
        return (await client.ExpectAsync<BasicConsumeOk>(channel)).ConsumerTag;
    }

    public static async Task<ReceivedMessage> GetAsync(this AmqpTestClient client, string queue, bool noAck = true) =>
        await client.Send(1, new BasicGet(queue, noAck)).ExpectMessageAsync(AmqpMethodId.BasicGetOk);

    public static async Task ExpectBodiesAsync(this AmqpTestClient client, params string[] bodies)
    {
        foreach (var body in bodies)
            (await client.ExpectMessageAsync()).Body.ShouldBe(body);
    }
}
