using Mailroom.Servers;
using Pabal.Bench.Processes;
using Pabal.Parity.Tests.Comparing;
using Pabal.Server;

[assembly: AssemblyFixture(typeof(Pabal.Parity.Tests.Brokers.BothBrokers))]

namespace Pabal.Parity.Tests.Brokers;

/// <summary>The two brokers, started once for all scenarios, and the report of what was found.</summary>
public sealed class BothBrokers : IAsyncLifetime
{
    private readonly string? whyUnavailable = RabbitMqServer.WhyNot("3.10");
    private RabbitMqServer? server;
    private RabbitMqAdministration? rabbitAdministration;
    private TemporaryFolder? folder;
    private PabalBroker? pabal;
    private TestBroker? rabbitBroker;
    private TestBroker? pabalBroker;

    internal TestBroker RabbitMq
    {
        get
        {
            SkipWhenUnavailable();
            return rabbitBroker!;
        }
    }

    internal TestBroker Pabal
    {
        get
        {
            SkipWhenUnavailable();
            return pabalBroker!;
        }
    }

    internal Report Report { get; } = new();

    public async ValueTask InitializeAsync()
    {
        if (whyUnavailable is not null)
            return;
        server = await RabbitMqServer.StartAsync();
        rabbitAdministration = new RabbitMqAdministration(server);
        rabbitBroker = new TestBroker("RabbitMQ", server.Port, rabbitAdministration);
        folder = new TemporaryFolder();
        var options = new PabalOptions { DataDirectory = folder.Path };
        options.Amqp.Port = 0;
        pabal = await PabalBroker.StartAsync(options);
        pabalBroker = new TestBroker("Pabal", pabal.AmqpEndPoint.Port, new PabalAdministration(pabal, options));
    }

    public async ValueTask DisposeAsync()
    {
        if (pabal is not null)
            await pabal.DisposeAsync();
        folder?.Dispose();
        rabbitAdministration?.Dispose();
        if (server is not null)
            await server.DisposeAsync();
        if (whyUnavailable is null)
            TestContext.Current.SendDiagnosticMessage("{0}", Report.Write());
    }

    private void SkipWhenUnavailable() => Assert.SkipWhen(whyUnavailable is not null, whyUnavailable ?? "");
}
