using System.Diagnostics;
using System.Text;

namespace Pabal.Interop.Scripts.Tests;

/// <summary>Runs a program to its end, or ends it with all that it started when its time is over.</summary>
internal static class ChildProcess
{
    /// <param name="program">A path, or a name to be looked up.</param>
    /// <param name="arguments">One by one, unquoted.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <returns>What it wrote to both of its outputs, and its exit code; null when it was ended.</returns>
    public static async Task<(int? ExitCode, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, TimeSpan deadline)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What a script wrote before it was ended is what tells where it hung.
        start.Environment["PYTHONUNBUFFERED"] = "1";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = new Process { StartInfo = start };
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var ended = await HasEndedAsync(process, deadline);
        lock (output)
            return (ended ? process.ExitCode : null, output.ToString());
    }

    private static async Task<bool> HasEndedAsync(Process process, TimeSpan deadline)
    {
        using var timeout = new CancellationTokenSource(deadline);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return false;
        }
    }

    private static void Append(StringBuilder output, string? line)
    {
        if (line is null)
            return;
        lock (output)
            output.AppendLine(line);
    }
}
