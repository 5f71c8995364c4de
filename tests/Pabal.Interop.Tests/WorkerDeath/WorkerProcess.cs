using System.Diagnostics;

namespace Pabal.Interop.Tests.WorkerDeath;

/// <summary>A worker in a process of its own, and what it has told so far.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const string Program = "Pabal.Interop.Worker";

    private readonly Lock gate = new();
    private readonly List<JournalEntry> entries = [];
    private readonly Process process;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WorkerProcess(string name, Uri broker, string queue, int prefetch)
    {
        Name = name;
        var start = new ProcessStartInfo(FindProgram(), [broker.ToString(), queue, $"{prefetch}"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, arguments) => Add(arguments.Data);
        process.BeginOutputReadLine();
    }

    public string Name { get; }

    /// <summary>When it was killed, by the clock of its journal; 0 while it lives.</summary>
    public long KilledAt { get; private set; }

    public List<JournalEntry> Entries
    {
        get
        {
            lock (gate)
                return [.. entries];
        }
    }

    public List<JournalEntry> Of(string what) => Entries.FindAll(entry => entry.What == what);

    /// <summary>Lets it finish so many more messages.</summary>
    public void Allow(int messages)
    {
        process.StandardInput.WriteLine(messages);
        process.StandardInput.Flush();
    }

    /// <summary>Ends it by SIGKILL: it can't say goodbye.</summary>
    public void Kill()
    {
        KilledAt = Stopwatch.GetTimestamp();
        process.Kill();
    }

    /// <summary>Waits until it has told of so many events of a kind.</summary>
    public async Task UntilAsync(string what, int count)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (entries.Count(entry => entry.What == what) >= count)
                    return;
                next = changed.Task;
            }
            await next.WithinAsync();
        }
    }

    public void Dispose()
    {
        // Its input ends and with it the worker; the kill is for one that hangs.
        process.StandardInput.Close();
        if (!process.WaitForExit(5_000))
            process.Kill();
        process.Dispose();
    }

    private static string FindProgram()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(here.Parent!.Parent!.FullName, Program, here.Name, Program + (OperatingSystem.IsWindows() ? ".exe" : ""));
    }

    private void Add(string? line)
    {
        if (line is null)
            return;
        lock (gate)
        {
            entries.Add(JournalEntry.Parse(Name, line));
            changed.SetResult();
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
