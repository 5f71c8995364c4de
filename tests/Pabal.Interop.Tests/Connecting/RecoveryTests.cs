using Pabal.Server;

namespace Pabal.Interop.Tests.Connecting;

public class RecoveryTests
{
    [Fact]
    public async Task Client_WhoseBrokerRestarts_RecoversItsTopologyAndConsumers()
    {
        var first = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        var port = first.AmqpEndPoint.Port;
        var factory = new ConnectionFactory { Uri = first.AmqpUri, NetworkRecoveryInterval = TimeSpan.FromMilliseconds(50) };
        await using var connection = await factory.CreateConnectionAsync();
        var recovered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.RecoverySucceededAsync += (_, _) =>
        {
            recovered.TrySetResult();
            return Task.CompletedTask;
        };
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync("events", "topic");
        await channel.QueueDeclareAsync("orders", exclusive: false, autoDelete: false);
        await channel.QueueBindAsync("orders", "events", "order.*");
        var inbox = await Inbox.OpenAsync(channel, "orders", autoAck: true);
        var closed = connection.WhenClosed();

        await first.DisposeAsync();
        (await closed).ReplyCode.ShouldBe((ushort)320);
        await using var second = await PabalBroker.StartAsync(options => options.Amqp.Port = port);
        await recovered.Task.WithinAsync();
        await channel.PublishAsync("events", "order.placed", "after the restart");

        (await inbox.NextAsync()).Text.ShouldBe("after the restart");
    }
}
