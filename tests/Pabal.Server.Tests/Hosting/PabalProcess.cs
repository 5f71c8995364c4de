using System.Diagnostics;

namespace Pabal.Server.Tests.Hosting;

/// <summary>The pabal executable, run with these arguments.</summary>
internal sealed class PabalProcess : IDisposable
{
    private const string Greeting = "Pabal listens on ";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("pabal-test-");
    private readonly Process process;

    public PabalProcess(params string[] arguments)
    {
        var isBroker = arguments.All(argument => argument.StartsWith("--", StringComparison.Ordinal));
        process = Start(FindProgram(), isBroker ? [$"--DataDirectory={data.FullName}", .. arguments] : arguments);
    }

    private PabalProcess(Process process) => this.process = process;

    /// <summary>The executable, which finds this on its standard input.</summary>
    public static PabalProcess WithInput(string input, params string[] arguments)
    {
        var started = Start(FindProgram(), arguments, redirectsInput: true);
        started.StandardInput.Write(input);
        started.StandardInput.Close();
        return new PabalProcess(started);
    }

    /// <summary>Waits until it says where it listens.</summary>
    public async Task<Uri> ListensAsync()
    {
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Deadline);
        line.ShouldNotBeNull().ShouldStartWith(Greeting);
        return new Uri(line[Greeting.Length..]);
    }

    /// <summary>Asks it to end as service managers do.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await kill.WaitForExitAsync().WaitAsync(Deadline);
    }

    /// <summary>Ends it without a warning (SIGKILL), and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(Deadline);
    }

    /// <summary>Waits until it ends, and tells its exit code and what it wrote since.</summary>
    public async Task<(int ExitCode, string Output, string Error)> EndsAsync()
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Deadline);
        return (process.ExitCode, await output, await error);
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.WaitForExit();
        process.Dispose();
        data.Delete(recursive: true);
    }

    private static Process Start(string program, IEnumerable<string> arguments, bool redirectsInput = false)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = redirectsInput,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        // What configures the tests is not meant for it.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PABAL_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        return Process.Start(start)!;
    }

    private static string FindProgram()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(
            here.Parent!.Parent!.FullName, "Pabal", here.Name, OperatingSystem.IsWindows() ? "pabal.exe" : "pabal");
    }
}
