using System.ComponentModel;

namespace Pabal.Interop.Scripts.Tests;

/// <summary>A foreign client library or tool: what runs its scripts, and how to see whether it is installed.</summary>
/// <param name="Package">What has to be installed; the reason given for a test that is skipped without it.</param>
/// <param name="Interpreter">Runs the scripts.</param>
/// <param name="Probe">The interpreter's arguments for a program that succeeds where the client is installed.</param>
internal sealed record ScriptClient(string Package, string Interpreter, params string[] Probe)
{
    private static readonly TimeSpan ProbeDeadline = TimeSpan.FromSeconds(20);

    // Distributions install their packages for their own Python; another one may come first on the path.
    private static readonly string Python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    public static ScriptClient Pika { get; } = new("python3-pika", Python, "-c", "import pika");

    public static ScriptClient Celery { get; } = new("celery", Python, "-c", "import celery");

    public static ScriptClient AmqpTools { get; } =
        new("amqp-tools", "bash", "-c", "command -v amqp-publish && command -v amqp-consume");

    public static ScriptClient Amqplib { get; } = new(
        "nodejs, npm and amqplib (npm ci in tests/interop/node)", "node", "--input-type=module", "-e",
        $"import('file://{Path.Combine(ScriptFolder.Path, "node/node_modules/amqplib/channel_api.js")}')");

    /// <summary>Skips the calling test where the client isn't installed.</summary>
    public async Task RequireAsync()
    {
        try
        {
            var (exitCode, output) = await ChildProcess.RunAsync(Interpreter, Probe, ProbeDeadline);
            Assert.SkipUnless(exitCode == 0, $"{Package} is not installed. {output.Trim()}");
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{Package} is not installed: there is no {Interpreter}.");
        }
    }
}
