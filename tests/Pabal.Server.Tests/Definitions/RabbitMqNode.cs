using Mailroom.Servers;

namespace Pabal.Server.Tests.Definitions;

/// <summary>Debian's rabbitmq-server for the tests of a class, where it is installed, and a folder that it can write to.</summary>
public sealed class RabbitMqNode : IAsyncLifetime
{
    private readonly ServerFolder files = new("definitions");
    private RabbitMqServer? server;

    public int Port => Server.Port;

    private RabbitMqServer Server => server ?? throw new InvalidOperationException("rabbitmq-server does not run.");

    public async ValueTask InitializeAsync()
    {
        if (RabbitMqServer.Missing is null)
            server = await RabbitMqServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        files.Dispose();
    }

    /// <summary>Has rabbitmqctl do something, which must end well.</summary>
    public Task<string> ControlAsync(params string[] arguments) => Server.ControlAsync(arguments);

    public string PathOf(string file) => files[file];
}
