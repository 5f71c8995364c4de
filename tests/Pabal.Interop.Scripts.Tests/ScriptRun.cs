using Pabal.Server;

namespace Pabal.Interop.Scripts.Tests;

/// <summary>Runs one script against a broker of its own.</summary>
internal static class ScriptRun
{
    // Scripts give up by themselves before that and say what they were waiting for.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(40);

    /// <summary>Succeeds when the script does; otherwise fails with its output.</summary>
    /// <param name="client">Whose script it is.</param>
    /// <param name="script">From tests/interop on.</param>
    /// <param name="configure">Changes the broker's defaults.</param>
    public static Task SucceedsAsync(ScriptClient client, string script, Action<PabalOptions>? configure = null) =>
        SucceedsAsync(client, script, broker => [$"amqp://guest:guest@{broker.AmqpEndPoint}/%2F"], configure);

    /// <inheritdoc cref="SucceedsAsync(ScriptClient, string, Action{PabalOptions})"/>
    /// <param name="client">Whose script it is.</param>
    /// <param name="script">From tests/interop on.</param>
    /// <param name="arguments">What it is told of the broker, its address first.</param>
    /// <param name="configure">Changes the broker's defaults.</param>
    public static async Task SucceedsAsync(
        ScriptClient client, string script, Func<PabalBroker, string[]> arguments, Action<PabalOptions>? configure = null)
    {
        await client.RequireAsync();
        await using var broker = await PabalBroker.StartAsync(options =>
        {
            options.Amqp.Port = 0;
            configure?.Invoke(options);
        });
        var (exitCode, output) = await ChildProcess.RunAsync(
            client.Interpreter, [Path.Combine(ScriptFolder.Path, script), .. arguments(broker)], Deadline);
        exitCode.ShouldBe(0, $"{script} {(exitCode is null ? "was ended at its deadline" : "failed")}:\n{output}");
    }
}
