using System.Globalization;
using Pabal.Bench.Processes;
using Pabal.Wire.Amqp;

namespace Pabal.Bench.Brokers;

/// <summary>Debian's rabbitmq-server as an ordinary process: own name, data and ports, everything on 127.0.0.1.</summary>
internal sealed class RabbitMqServer : IBroker
{
    // The script itself: the one on the PATH changes to the service's user and its files.
    private const string Script = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    private readonly TemporaryFolder folder;
    private readonly ChildProcess portMapper;
    private readonly ChildProcess server;

    private RabbitMqServer(TemporaryFolder folder, int[] ports)
    {
        this.folder = folder;
        Port = ports[0];
        var environment = Environment(folder, Port, ports[1], ports[2]);
        // Started here rather than by Erlang, which would leave it behind as a daemon.
        portMapper = ChildProcess.Start("epmd", ["-port", Text(ports[2]), "-address", "127.0.0.1"], folder.Path, environment);
        server = ChildProcess.Start(Script, [], folder.Path, environment);
    }

    public static bool IsInstalled => File.Exists(Script);

    public string Name => BrokerNames.RabbitMq;

    public int Port { get; }

    public int ProcessId => server.Id;

    /// <summary>Its version and Erlang's.</summary>
    public string Version { get; private set; } = "";

    public static async Task<RabbitMqServer> StartAsync(CancellationToken cancellation)
    {
        var broker = new RabbitMqServer(new TemporaryFolder(), LoopbackPort.Find(3));
        try
        {
            broker.Version = VersionFrom(await BrokerProbe.WaitAsync(broker.server, broker.Port, cancellation));
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await portMapper.DisposeAsync();
        folder.Dispose();
    }

    private static Dictionary<string, string?> Environment(TemporaryFolder folder, int port, int distributionPort, int epmdPort) =>
        new(StringComparer.Ordinal)
        {
            ["HOME"] = folder.Path,
            ["RABBITMQ_CONF_ENV_FILE"] = folder["none.conf"],
            ["RABBITMQ_CONFIG_FILE"] = folder["none"],
            ["RABBITMQ_ADVANCED_CONFIG_FILE"] = folder["none-advanced"],
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = folder["plugins"],
            ["RABBITMQ_MNESIA_BASE"] = folder["mnesia"],
            ["RABBITMQ_LOG_BASE"] = folder["log"],
            ["RABBITMQ_PID_FILE"] = folder["pid"],
            ["RABBITMQ_NODENAME"] = $"pabal-bench-{port}@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = Text(port),
            ["RABBITMQ_DIST_PORT"] = Text(distributionPort),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
            // The script then becomes the Erlang VM, whose process id is so the one that we started.
            ["RUNNING_UNDER_SYSTEMD"] = "true",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = Text(epmdPort),
        };

    private static string VersionFrom(FieldTable properties) =>
        string.Join(", ", from name in new[] { "version", "platform" }
                          where properties.TryGet(name, out _)
                          select Value(properties, name));

    private static string Value(FieldTable properties, string name) =>
        properties.TryGet(name, out var value) ? value.AsString : "";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
