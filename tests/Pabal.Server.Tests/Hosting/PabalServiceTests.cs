using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pabal.Server.Tests.Amqp;
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AddPabal_WhoseStorageFails_StopsTheHostUnlessToldOtherwise(bool stops)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a directory that is in use can't be removed.");
        var directory = Directory.CreateTempSubdirectory("pabal-").FullName;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddPabal(options =>
        {
            options.Amqp.Port = 0;
            options.DataDirectory = Path.Combine(directory, "data");
            options.LogFileSize = 1024 * 1024;
            options.StopHostOnStorageFailure = stops;
        });
        using var host = builder.Build();
        await host.StartAsync();
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var broker = host.Services.GetRequiredService<PabalService>().Broker;
        Directory.Delete(directory, recursive: true);

        await using var connection = await new ConnectionFactory { Uri = broker.AmqpUri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await channel.QueueDeclareAsync("q", durable: true, exclusive: false, autoDelete: false);
        // The files that are there can be written; the next one can't be made.
        await Should.ThrowAsync<Exception>(async () =>
        {
            for (var i = 0; i < 10; i++)
                await channel.BasicPublishAsync("", "q", true, new BasicProperties { Persistent = true }, new byte[1024 * 1024]);
        });

        await broker.StorageFailed.WithinDeadline();
        if (stops)
            await Eventually.TrueAsync(() => Task.FromResult(stopping.IsCancellationRequested), "the host stops");
        await Task.Yield();
        stopping.IsCancellationRequested.ShouldBe(stops);
        await host.StopAsync();
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
