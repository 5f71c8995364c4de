using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;

namespace Pabal.Server.Tests.Hosting;

public class PabalServiceTests
{
    [Fact]
    public async Task AddPabal_InAHost_StartsAndStopsWithIt()
    {
        using var host = CreateHost();
        await host.StartAsync();
        var uri = host.Services.GetRequiredService<PabalService>().Broker.AmqpUri;

        await EmbeddingTests.EchoAsync(uri);
        await host.StopAsync();

        await Should.ThrowAsync<RabbitMQ.Client.Exceptions.BrokerUnreachableException>(
            () => new ConnectionFactory { Uri = uri }.CreateConnectionAsync());
    }

    [Fact]
    public async Task AddPabal_BeforeAnotherService_ServesItFromItsStartOn()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddPabal(options => options.Amqp.Port = 0);
        builder.Services.AddHostedService<Greeter>();
        using var host = builder.Build();

        await host.StartAsync();

        await using var connection = await new ConnectionFactory
        {
            Uri = host.Services.GetRequiredService<PabalService>().Broker.AmqpUri,
        }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var greeting = (await channel.BasicGetAsync("greetings", autoAck: true)).ShouldNotBeNull();
        Encoding.UTF8.GetString(greeting.Body.Span).ShouldBe("started");
        await host.StopAsync();
    }

    [Fact]
    public void Broker_BeforeTheHostStarted_IsNotThere()
    {
        using var host = CreateHost();

        Should.Throw<InvalidOperationException>(() => host.Services.GetRequiredService<PabalService>().Broker);
    }

    [Fact]
    public async Task Start_WithAnInvalidOption_FailsTheHost()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddPabal(options => options.Amqp.ChannelMax = 0);
        using var host = builder.Build();

        (await Should.ThrowAsync<InvalidOptionException>(() => host.StartAsync())).Key.ShouldBe("Amqp:ChannelMax");
    }

    private static IHost CreateHost()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddPabal(options => options.Amqp.Port = 0);
        return builder.Build();
    }

    private sealed class Greeter(PabalService pabal) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            var factory = new ConnectionFactory { Uri = pabal.Broker.AmqpUri };
            await using var connection = await factory.CreateConnectionAsync(cancellationToken);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.QueueDeclareAsync("greetings", exclusive: false, autoDelete: false, cancellationToken: cancellationToken);
            await channel.BasicPublishAsync("", "greetings", "started"u8.ToArray(), cancellationToken);
            await channel.CloseAsync(cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
