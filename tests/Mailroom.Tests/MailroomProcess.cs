using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Mailroom.Tests;

/// <summary>The all-in-one program as a process, on free ports, in a directory that may outlive it.</summary>
internal sealed class MailroomProcess : IDisposable
{
    private const string Greeting = "Mailroom is at ";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly StringBuilder error = new();

    private MailroomProcess(Process process)
    {
        this.process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
                return;
            lock (error)
                error.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
    }

    /// <summary>The page's address, with the key.</summary>
    public string Page { get; private set; } = "";

    /// <summary>What it said before the page's address.</summary>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <summary>Speaks with its API.</summary>
    public HttpClient Http { get; } = new() { Timeout = Deadline };

    public string Error
    {
        get
        {
            lock (error)
                return error.ToString();
        }
    }

    /// <summary>Starts it, and waits until it says where it is.</summary>
    public static async Task<MailroomProcess> StartAsync(string dataDirectory, params string[] arguments)
    {
        var started = Launch(dataDirectory, ["--Port=0", "--Broker:Port=0", .. arguments]);
        try
        {
            await started.ReadAddressAsync();
            return started;
        }
        catch
        {
            started.Dispose();
            throw;
        }
    }

    /// <summary>Starts it without waiting for anything.</summary>
    public static MailroomProcess Launch(string dataDirectory, params string[] arguments)
    {
        var start = new ProcessStartInfo(FindProgram(), [$"--DataDirectory={dataDirectory}", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        return new MailroomProcess(Process.Start(start)!);
    }

    /// <summary>Asks it to end as service managers do, and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().WaitAsync(Deadline);
        return await EndsAsync();
    }

    /// <summary>Waits until it ends.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndsAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode;
    }

    public void Dispose()
    {
        Http.Dispose();
        if (!process.HasExited)
            process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private async Task ReadAddressAsync()
    {
        var notes = new List<string>();
        while (true)
        {
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Deadline)
                ?? throw new InvalidOperationException($"Mailroom did not start: {Error}");
            if (line.StartsWith(Greeting, StringComparison.Ordinal))
            {
                Notes = notes;
                Take(line[Greeting.Length..]);
                return;
            }
            notes.Add(line);
        }
    }

    private void Take(string address)
    {
        Page = address;
        var uri = new Uri(address);
        Http.BaseAddress = new Uri(uri.GetLeftPart(UriPartial.Authority));
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", uri.Fragment["#key=".Length..]);
    }

    private static string FindProgram()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(here.Parent!.Parent!.FullName, "Mailroom", here.Name, OperatingSystem.IsWindows() ? "Mailroom.exe" : "Mailroom");
    }
}
