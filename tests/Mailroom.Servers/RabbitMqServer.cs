using System.Globalization;

namespace Mailroom.Servers;

/// <summary>
/// Debian's rabbitmq-server as a child process: own name, data and ports, everything on 127.0.0.1. It and the port mapper
/// that Erlang needs end with it.
/// </summary>
public sealed class RabbitMqServer : IBrokerServer
{
    // The scripts themselves: those on the PATH change to the service's user and its files.
    private const string ScriptFolder = "/usr/lib/rabbitmq/bin";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(90);

    private readonly ServerFolder folder;
    private readonly int distributionPort = LoopbackPort.FindFree();
    private readonly int mapperPort = LoopbackPort.FindFree();
    private readonly Dictionary<string, string> environment;
    private ServerProcess? portMapper;
    private ServerProcess? process;

    private RabbitMqServer(string? parent)
    {
        folder = new ServerFolder("rabbitmq", parent);
        environment = Environment();
        folder.AddFile("advanced.config", Configuration());
        folder.AddFile("plugins", "[rabbitmq_management,rabbitmq_consistent_hash_exchange,rabbitmq_random_exchange].\n");
    }

    /// <summary>Why it can't be used here; null when it can.</summary>
    public static string? Missing => InstalledScript.Length > 0 ? null : "rabbitmq-server is not installed.";

    public int Port { get; } = LoopbackPort.FindFree();

    public int ManagementPort { get; } = LoopbackPort.FindFree();

    /// <inheritdoc/>
    public string Uri => $"amqp://guest:guest@127.0.0.1:{Port}";

    // It stands in rabbitmq_server-3.10.8/sbin.
    private static string InstalledScript
    {
        get
        {
            var script = new FileInfo($"{ScriptFolder}/rabbitmq-server");
            return script.Exists ? script.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? script.FullName : "";
        }
    }

    /// <summary>Why what it does can't be compared with that of a version; null when it can.</summary>
    public static string? WhyNot(string version)
    {
        if (Missing is { } missing)
            return missing;
        return InstalledScript.Contains($"/rabbitmq_server-{version}.", StringComparison.Ordinal)
            ? null
            : $"The installed rabbitmq-server is not {version}: {InstalledScript}";
    }

    /// <param name="parent">Where its data stays; null for nowhere.</param>
    /// <exception cref="ServerException">It did not start.</exception>
    public static async Task<RabbitMqServer> StartAsync(string? parent = null)
    {
        var broker = new RabbitMqServer(parent);
        await ServerProcess.ReadyOrDisposedAsync(broker.LaunchAsync(), broker);
        return broker;
    }

    /// <summary>Runs rabbitmqctl.</summary>
    /// <returns>What it said.</returns>
    /// <exception cref="ServerException">It failed.</exception>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        var (exitCode, output) = await ServerProcess.RunAsync(Start($"{ScriptFolder}/rabbitmqctl", ["-q", .. arguments]));
        if (exitCode != 0)
            throw new ServerException($"rabbitmqctl {string.Join(' ', arguments)}: {output}");
        return output;
    }

    /// <inheritdoc/>
    public Task KillAsync() => process!.KillAsync();

    /// <inheritdoc/>
    public Task StopAsync() => process!.StopAsync();

    /// <inheritdoc/>
    public async Task RestartAsync()
    {
        await process!.StopAsync();
        await process.DisposeAsync();
        await ServeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            // Nothing that it holds is needed again.
            await process.KillAsync();
            await process.DisposeAsync();
        }
        if (portMapper is not null)
            await portMapper.DisposeAsync();
        folder.Dispose();
    }

    private async Task LaunchAsync()
    {
        // Erlang would start one of its own, and leave it behind as a daemon, if it didn't find this one at work.
        portMapper = ServerProcess.Start(Start("epmd", ["-port", Text(mapperPort), "-address", "127.0.0.1"]));
        await portMapper.WaitForPortAsync(mapperPort);
        await ServeAsync();
    }

    private async Task ServeAsync()
    {
        process = ServerProcess.Start(Start($"{ScriptFolder}/rabbitmq-server", []));
        await process.WaitForPortAsync(Port, StartTimeout);
        await process.WaitForPortAsync(ManagementPort, StartTimeout);
    }

    private ServerStart Start(string file, IEnumerable<string> arguments) => new(file, arguments)
    {
        Folder = folder.Path,
        Environment = environment,
    };

    private Dictionary<string, string> Environment() => new(StringComparer.Ordinal)
    {
        ["HOME"] = folder.Path,
        ["RABBITMQ_CONF_ENV_FILE"] = folder["none.conf"],
        ["RABBITMQ_CONFIG_FILE"] = folder["none"],
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = folder["advanced.config"],
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = folder["plugins"],
        ["RABBITMQ_MNESIA_BASE"] = folder["mnesia"],
        ["RABBITMQ_LOG_BASE"] = folder["log"],
        ["RABBITMQ_PID_FILE"] = folder["pid"],
        ["RABBITMQ_NODENAME"] = $"test-{Port}@localhost",
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODE_PORT"] = Text(Port),
        ["RABBITMQ_DIST_PORT"] = Text(distributionPort),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        // The script then becomes the Erlang VM, whose process id is so the one that we started.
        ["RUNNING_UNDER_SYSTEMD"] = "true",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["ERL_EPMD_PORT"] = Text(mapperPort),
    };

    // Consumer timeouts are looked for at each tick of a channel, once a minute by default.
    private string Configuration() =>
        $$"""
        [{rabbit, [{channel_tick_interval, 200}, {disk_free_limit, 1000000}]},
         {rabbitmq_management_agent, [{disable_metrics_collector, true}]},
         {rabbitmq_management, [{tcp_config, [{port, {{Text(ManagementPort)}}}, {ip, "127.0.0.1"}]}]}].
        """;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
