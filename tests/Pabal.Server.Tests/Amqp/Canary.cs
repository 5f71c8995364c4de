using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>A well-behaved client beside the others: while it is served, the broker lives.</summary>
internal sealed class Canary : IAsyncDisposable
{
    private readonly AmqpTestClient client;
    private readonly string queue;
    private int sung;

    private Canary(AmqpTestClient client, string queue) => (this.client, this.queue) = (client, queue);

    public static async Task<Canary> StartAsync(int port)
    {
        var singer = await AmqpTestClient.OpenAsync(port);
        var name = await singer.DeclareAsync();
        await singer.ConsumeAsync(name);
        return new Canary(singer, name);
    }

    /// <summary>Publishes, gets and acknowledges a message.</summary>
    public async Task SingAsync()
    {
        client.Publish("", queue, $"{++sung}");
        var message = await client.ExpectMessageAsync();
        message.Body.ShouldBe($"{sung}");
        client.Send(1, new BasicAck(message.Tag, false));
    }

    public async Task DeleteAsync(string[] queues)
    {
        foreach (var name in queues)
            client.Send(1, new QueueDelete(name, false, false, NoWait: true));
        await client.ExpectNothingMoreAsync();
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
