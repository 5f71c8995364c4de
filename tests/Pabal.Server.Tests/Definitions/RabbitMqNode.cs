using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Pabal.Server.Tests.Definitions;

/// <summary>Debian's rabbitmq-server with its own name, data and ports, on 127.0.0.1.</summary>
public sealed class RabbitMqNode : IAsyncLifetime
{
    // The scripts themselves: those on the PATH change to the service's user and its files.
    private const string Scripts = "/usr/lib/rabbitmq/bin";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pabal-rabbit-");
    private readonly List<Process> processes = [];
    private readonly int distributionPort = FindPort();
    private readonly int mapperPort = FindPort();

    public static bool IsInstalled => File.Exists(Path.Combine(Scripts, "rabbitmq-server"));

    public int Port { get; } = FindPort();

    public async ValueTask InitializeAsync()
    {
        if (!IsInstalled)
            return;
        // Started here rather than by Erlang, which would leave it behind.
        processes.Add(Start("epmd", "-port", Text(mapperPort), "-address", "127.0.0.1"));
        processes.Add(Start(Path.Combine(Scripts, "rabbitmq-server")));
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < Deadline;)
        {
            if ((await TryControlAsync("-q", "await_startup", "--timeout", "60")).ExitCode == 0)
                return;
        }
        throw new TimeoutException("rabbitmq-server did not start");
    }

    public ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Has rabbitmqctl do something, which must end well.</summary>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        var (exitCode, output) = await TryControlAsync(["-q", .. arguments]);
        exitCode.ShouldBe(0, output);
        return output;
    }

    public string PathOf(string file) => Path.Combine(folder.FullName, file);

    private async Task<(int ExitCode, string Output)> TryControlAsync(params string[] arguments)
    {
        using var process = Start(Path.Combine(Scripts, "rabbitmqctl"), arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Deadline);
        return (process.ExitCode, await output + await error);
    }

    private Process Start(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder.FullName,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment())
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        if (!file.EndsWith("rabbitmqctl", StringComparison.Ordinal))
        {
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }
        return process;
    }

    private Dictionary<string, string> Environment() => new(StringComparer.Ordinal)
    {
        ["HOME"] = folder.FullName,
        ["RABBITMQ_CONF_ENV_FILE"] = PathOf("none.conf"),
        ["RABBITMQ_CONFIG_FILE"] = PathOf("none"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = PathOf("none-advanced"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = PathOf("plugins"),
        ["RABBITMQ_MNESIA_BASE"] = PathOf("mnesia"),
        ["RABBITMQ_LOG_BASE"] = PathOf("log"),
        ["RABBITMQ_PID_FILE"] = PathOf("pid"),
        ["RABBITMQ_NODENAME"] = $"pabal-test-{Port}@localhost",
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODE_PORT"] = Text(Port),
        ["RABBITMQ_DIST_PORT"] = Text(distributionPort),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        // The script then becomes the Erlang VM, whose process id is so the one that was started.
        ["RUNNING_UNDER_SYSTEMD"] = "true",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["ERL_EPMD_PORT"] = Text(mapperPort),
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int FindPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
