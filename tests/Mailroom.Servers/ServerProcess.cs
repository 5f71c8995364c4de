using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mailroom.Servers;

/// <summary>A server's process and its children.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Process process;
    private readonly Lock gate = new();
    private readonly StringBuilder output = new();
    private readonly string? outputFile;

    private ServerProcess(ProcessStartInfo start, string? outputFile)
    {
        this.outputFile = outputFile;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => OnLine(line.Data);
        process.ErrorDataReceived += (_, line) => OnLine(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
    }

    public bool HasExited => process.HasExited;

    public string Output
    {
        get
        {
            lock (gate)
                return output.ToString();
        }
    }

    /// <summary>Where a program is, in the search path or among those for administrators; null where it is not installed.</summary>
    public static string? Find(string program)
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/usr/bin", "/sbin"];
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
    }

    public static ServerProcess Start(string file, params IEnumerable<string> arguments) => Start(new ServerStart(file, arguments));

    public static ServerProcess Start(ServerStart start)
    {
        var info = new ProcessStartInfo(start.File, start.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = start.Folder,
        };
        foreach (var (name, value) in start.Environment)
            info.Environment[name] = value;
        return new ServerProcess(info, start.OutputFile);
    }

    /// <summary>Runs a program to its end.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(string file, params IEnumerable<string> arguments) =>
        RunAsync(new ServerStart(file, arguments));

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(ServerStart start)
    {
        await using var program = Start(start);
        using var deadline = new CancellationTokenSource(Deadline);
        await program.process.WaitForExitAsync(deadline.Token);
        return (program.process.ExitCode, program.Output);
    }

    /// <summary>Waits for a server's start, and disposes it where that fails.</summary>
    internal static async Task ReadyOrDisposedAsync(Task ready, IAsyncDisposable server)
    {
        try
        {
            await ready;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the server answers at a port with a greeting.</summary>
    /// <exception cref="ServerException">It ended, or did not answer in time.</exception>
    public Task WaitForGreetingAsync(int port) => WaitUntilAsync(() => IsServedAsync(port, withGreeting: true), port, Deadline);

    /// <summary>Waits until the server takes connections at a port.</summary>
    /// <exception cref="ServerException">It ended, or took too long.</exception>
    public Task WaitForPortAsync(int port, TimeSpan? deadline = null) =>
        WaitUntilAsync(() => IsServedAsync(port, withGreeting: false), port, deadline ?? Deadline);

    /// <summary>Asks it to end, and waits until it has.</summary>
    /// <param name="signalName">How it is asked, without SIG.</param>
    public async Task StopAsync(string signalName = "TERM")
    {
        if (process.HasExited)
            return;
        await using var signal = Start("kill", $"-{signalName}", process.Id.ToString(CultureInfo.InvariantCulture));
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
        }
    }

    /// <summary>Ends it and its children by SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill(entireProcessTree: true);
        using var deadline = new CancellationTokenSource(Deadline);
        await process.WaitForExitAsync(deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private async Task WaitUntilAsync(Func<Task<bool>> isServed, int port, TimeSpan deadline)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await isServed())
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(started) > deadline)
                throw new ServerException($"{process.StartInfo.FileName} does not answer at port {port}: {Output}");
            await Task.Delay(Pause);
        }
    }

    private static async Task<bool> IsServedAsync(int port, bool withGreeting)
    {
        try
        {
            using var client = new TcpClient();
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await client.ConnectAsync(IPAddress.Loopback, port, deadline.Token);
            return !withGreeting || await client.GetStream().ReadAsync(new byte[1], deadline.Token) == 1;
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private void OnLine(string? line)
    {
        if (line is null)
            return;
        lock (gate)
        {
            output.AppendLine(line);
            if (outputFile is not null)
                File.AppendAllText(outputFile, line + "\n");
        }
    }
}
