using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Pabal.Bench.Processes;

namespace Pabal.Parity.Tests.Brokers;

/// <summary>
/// Debian's rabbitmq-server as a child process: own name, data and ports, everything on 127.0.0.1. It and the port mapper
/// that Erlang needs end with it.
/// </summary>
internal sealed class RabbitMqServer : IAsyncDisposable
{
    // The scripts themselves: those on the PATH change to the service's user and its files.
    private const string ScriptFolder = "/usr/lib/rabbitmq/bin";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan ControlTimeout = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder folder = new();
    private readonly int[] ports = LoopbackPort.Find(4);
    private readonly Dictionary<string, string?> environment;
    private ChildProcess? portMapper;
    private ChildProcess? server;

    private RabbitMqServer()
    {
        environment = Environment();
        File.WriteAllText(folder["advanced.config"], Configuration());
        File.WriteAllText(folder["plugins"],
            "[rabbitmq_management,rabbitmq_consistent_hash_exchange,rabbitmq_random_exchange].\n");
    }

    public int Port => ports[0];

    public int ManagementPort => ports[3];

    /// <summary>Why the scenarios can't be compared here; null when they can.</summary>
    public static string? WhyUnavailable()
    {
        var script = new FileInfo($"{ScriptFolder}/rabbitmq-server");
        if (!script.Exists)
            return "rabbitmq-server is not installed.";
        // It stands in rabbitmq_server-3.10.8/sbin.
        var installed = script.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? "";
        return installed.Contains("/rabbitmq_server-3.10.", StringComparison.Ordinal)
            ? null
            : $"The installed rabbitmq-server is not 3.10: {installed}";
    }

    public static async Task<RabbitMqServer> StartAsync()
    {
        var broker = new RabbitMqServer();
        try
        {
            await broker.LaunchAsync();
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs rabbitmqctl.</summary>
    public async Task ControlAsync(params string[] arguments)
    {
        await using var control = ChildProcess.Start($"{ScriptFolder}/rabbitmqctl", arguments, folder.Path, environment);
        if (!await control.WaitForExitAsync(ControlTimeout) || control.ExitCode != 0)
            throw new InvalidOperationException($"rabbitmqctl {string.Join(' ', arguments)}: {control.LastOutput}");
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            // Nothing that it holds is needed again.
            await server.KillAsync();
            await server.DisposeAsync();
        }
        if (portMapper is not null)
            await portMapper.DisposeAsync();
        folder.Dispose();
    }

    private async Task LaunchAsync()
    {
        // Erlang would start one of its own, and leave it behind as a daemon, if it didn't find this one at work.
        portMapper = ChildProcess.Start("epmd", ["-port", Text(ports[2]), "-address", "127.0.0.1"], folder.Path, environment);
        await WaitUntilServingAsync(portMapper, ports[2]);
        server = ChildProcess.Start($"{ScriptFolder}/rabbitmq-server", [], folder.Path, environment);
        await WaitUntilServingAsync(server, Port);
        await WaitUntilServingAsync(server, ManagementPort);
    }

    private Dictionary<string, string?> Environment() => new(StringComparer.Ordinal)
    {
        ["HOME"] = folder.Path,
        ["RABBITMQ_CONF_ENV_FILE"] = folder["none.conf"],
        ["RABBITMQ_CONFIG_FILE"] = folder["none"],
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = folder["advanced.config"],
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = folder["plugins"],
        ["RABBITMQ_MNESIA_BASE"] = folder["mnesia"],
        ["RABBITMQ_LOG_BASE"] = folder["log"],
        ["RABBITMQ_PID_FILE"] = folder["pid"],
        ["RABBITMQ_NODENAME"] = $"pabal-parity-{ports[0]}@localhost",
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODE_PORT"] = Text(ports[0]),
        ["RABBITMQ_DIST_PORT"] = Text(ports[1]),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        // The script then becomes the Erlang VM, whose process id is so the one that we started.
        ["RUNNING_UNDER_SYSTEMD"] = "true",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["ERL_EPMD_PORT"] = Text(ports[2]),
    };

    // Consumer timeouts are looked for at each tick of a channel, once a minute by default.
    private string Configuration() =>
        $$"""
        [{rabbit, [{channel_tick_interval, 200}, {disk_free_limit, 1000000}]},
         {rabbitmq_management_agent, [{disable_metrics_collector, true}]},
         {rabbitmq_management, [{tcp_config, [{port, {{Text(ports[3])}}}, {ip, "127.0.0.1"}]}]}].
        """;

    private static async Task WaitUntilServingAsync(ChildProcess process, int port)
    {
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < StartTimeout && !process.HasExited;)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }
        throw new InvalidOperationException($"nobody serves port {port}: {process.LastOutput}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
