using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Pabal.Interop.Tests.WorkerDeath;

/// <summary>Keeps the runs and, where PABAL_WRITE_DOCS is set, writes the page about them when all are done.</summary>
public sealed class WorkerDeathReport : IDisposable
{
    private readonly ConcurrentDictionary<int, IReadOnlyList<WorkerDeathRun>> byPrefetch = new();

    public static bool IsWanted => Environment.GetEnvironmentVariable("PABAL_WRITE_DOCS") is { Length: > 0 };

    /// <summary>How often each prefetch is run: often enough for a median when it is written down.</summary>
    public static int Repeats => IsWanted ? 10 : 1;

    public void Dispose()
    {
        if (!IsWanted || byPrefetch.Count < 3)
            return;
        var path = Path.Combine(FindRoot(), "docs", "experiments", "worker-death.md");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Compose());
    }

    internal void Add(int prefetch, IReadOnlyList<WorkerDeathRun> runs) => byPrefetch[prefetch] = runs;

    private string Compose()
    {
        // The assembly's own version stays at the major one; the package's is the informational one, less its commit.
        var client = typeof(IConnection).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];
        return $"""
            # What happens when workers die

            Three worker processes consume one queue. Two of them are killed (SIGKILL) while they work on a message: they can't
            close their connections, return what they hold, or say goodbye. This page shows who got which message then, and how
            long it took. It is written by the test that asserts it; see the end for how to run it again.

            ## Set-up

            - {WorkerDeathRun.Messages} messages in one queue; workers `one`, `two` and `three`, each a process with one connection, one channel and
              manual acknowledgement (RabbitMQ.Client {client}).
            - `one` and `two` finish {WorkerDeathRun.FinishedByVictim} messages each, begin the next and get stuck in it. `three` finishes everything that the
              others don't hold and is then idle.
            - `one` and `two` are killed. Times run from the kill of a worker to the moment at which `three` receives
              messages that the dead one held.
            - Each prefetch was run {Repeats} times, which gives {2 * Repeats} killed workers per row.

            ## What happens to each message

            {ComposeFates()}
            In every run: no message was lost; every message was finished exactly once; no message was with two living workers at
            the same time; each delivery that took the place of another was marked as redelivered, and no other one was.

            "Exactly once" holds here because the workers died between their acknowledgements. A worker that dies after it has done its
            work and before the broker has its acknowledgement leaves a message that is redelivered and done again, on any broker: workers
            must be able to meet a message again, and `redelivered` tells them which ones to look at.

            ## How long it takes

            | prefetch | held by each victim | first message: median | slowest | all messages: median | slowest |
            |---|---|---|---|---|---|
            {ComposeTimes()}
            The broker doesn't wait for a timeout: the kernel closes a killed process's socket, the broker reads the end of the
            connection and returns what its channels held to their places in the queue, in order. The times span all of that,
            from the signal on: the end of a process, the broker, and the survivor's client. With a limited prefetch the
            survivor can't hold more than that, so "all messages" then includes its work on those it got first.

            That is the death of a process. When a whole machine or its network dies nobody closes the socket, and the
            heartbeat finds out: after two silent intervals the broker cuts the connection, and then the same happens.

            ## What prefetch changes

            A low prefetch loses nothing more and nothing less; it decides how much work is held up by a worker that hangs
            without dying. At 1 a stuck worker holds one message; at 10 it holds nine more that others could have done;
            without a limit it holds its whole share of the queue.

            ## Run it again

                PABAL_WRITE_DOCS=1 ./build test --filter FullyQualifiedName~WorkerDeath

            Measured on {RuntimeInformation.OSDescription.Trim()}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription},
            broker, test and workers on one machine over loopback, which had other work to do too: compare the rows, and repeat
            it where the figures matter.

            """;
    }

    private string ComposeFates()
    {
        var text = new StringBuilder();
        text.AppendLine("| prefetch | worker | received | finished | held when killed | received as redelivered |");
        text.AppendLine("|---|---|---|---|---|---|");
        foreach (var (prefetch, runs) in byPrefetch.OrderBy(pair => pair.Key == 0 ? int.MaxValue : pair.Key))
        {
            foreach (var worker in runs[0].Workers)
            {
                var (received, finished) = (worker.Of("received"), worker.Of("finished").Count);
                var held = worker.KilledAt == 0 ? "lives" : $"{received.Count - finished}";
                text.AppendLine(
                    $"| {Label(prefetch)} | `{worker.Name}` | {received.Count} | {finished} | {held} | {received.Count(entry => entry.Redelivered)} |");
            }
        }
        return text.ToString();
    }

    private string ComposeTimes()
    {
        var text = new StringBuilder();
        foreach (var (prefetch, runs) in byPrefetch.OrderBy(pair => pair.Key == 0 ? int.MaxValue : pair.Key))
        {
            double[] first = [.. runs.SelectMany(run => run.FirstMs).Order()];
            double[] last = [.. runs.SelectMany(run => run.LastMs).Order()];
            text.AppendLine(
                $"| {Label(prefetch)} | {runs[0].HeldByVictim} | {Median(first):0.0} ms | {first[^1]:0.0} ms "
                + $"| {Median(last):0.0} ms | {last[^1]:0.0} ms |");
        }
        return text.ToString();
    }

    private static string Label(int prefetch) => prefetch == 0 ? "unlimited" : $"{prefetch}";

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Pabal.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No Pabal.slnx above the tests.");
        return folder.FullName;
    }
}
