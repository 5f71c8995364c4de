using System.Diagnostics;

namespace Pabal.Bench.Processes;

/// <summary>A process that this one starts and ends.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 20;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    private readonly Process process;
    private readonly Lock gate = new();
    private readonly Queue<string> lastLines = new();
    private bool disposed;

    private readonly string? outputFile;

    private ChildProcess(ProcessStartInfo start, string? outputFile)
    {
        this.outputFile = outputFile;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => OnLine(line.Data);
        process.ErrorDataReceived += (_, line) => OnLine(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    /// <summary>The end of what it printed.</summary>
    public string LastOutput
    {
        get
        {
            lock (gate)
                return string.Join(" | ", lastLines);
        }
    }

    /// <summary>The last printed line that begins with a character.</summary>
    public string? LastLine(char first)
    {
        lock (gate)
            return lastLines.LastOrDefault(line => line.StartsWith(first));
    }

    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">What it shall work in.</param>
    /// <param name="environment">Variables beside those of this process; null takes one away.</param>
    /// <param name="outputFile">Where everything that it prints is appended; null for nowhere.</param>
    public static ChildProcess Start(
        string file, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string?>? environment = null,
        string? outputFile = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        return new ChildProcess(start, outputFile);
    }

    /// <summary>Waits until a printed line contains a text, and returns what follows the text.</summary>
    /// <exception cref="BenchException">The process ended, or the time did.</exception>
    public async Task<string> WaitForLineAsync(string text, TimeSpan timeout, CancellationToken cancellation)
    {
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < timeout;)
        {
            // Read before the lines: what it printed last must not be missed.
            var exited = process.HasExited;
            lock (gate)
            {
                foreach (var line in lastLines)
                {
                    if (line.IndexOf(text, StringComparison.Ordinal) is var at and >= 0)
                        return line[(at + text.Length)..];
                }
            }
            if (exited)
                break;
            await Task.Delay(10, cancellation);
        }
        throw new BenchException($"{process.StartInfo.FileName} did not say '{text.Trim()}': {LastOutput}");
    }

    /// <summary>Waits until it has ended by itself.</summary>
    /// <returns>False when it had to be ended because it took too long.</returns>
    public async Task<bool> WaitForExitAsync(TimeSpan timeout)
    {
        using var deadline = new CancellationTokenSource(timeout);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            return false;
        }
    }

    /// <summary>Ends it by SIGKILL, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await WaitForExitAsync(StopTimeout);
    }

    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        if (!process.HasExited)
        {
            Libc.Terminate(process.Id);
            await WaitForExitAsync(StopTimeout);
        }
        process.Dispose();
    }

    private void OnLine(string? line)
    {
        if (line is null)
            return;
        lock (gate)
        {
            if (lastLines.Count == KeptLines)
                lastLines.Dequeue();
            lastLines.Enqueue(line);
            if (outputFile is not null)
                File.AppendAllText(outputFile, line + "\n");
        }
    }
}
