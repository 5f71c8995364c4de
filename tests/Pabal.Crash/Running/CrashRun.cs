using System.Diagnostics;
using Pabal.Bench;
using Pabal.Crash.Actors;
using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Running;

/// <summary>Rounds of work, death, restart and check on one data directory, until one of them finds a violation.</summary>
internal sealed class CrashRun(CrashOptions options, string folder, TextWriter output) : IAsyncDisposable
{
    private readonly Ledger ledger = new();
    private readonly DefinitionLedger definitions = new();
    private readonly KeyLedger keys = new();
    private readonly PolicyLedger policies = new();
    private readonly string data = Path.Combine(folder, "data");
    private BrokerProcess? broker;
    private TimeSpan lastStart = TimeSpan.FromMilliseconds(300);

    public int Rounds { get; private set; }

    public IReadOnlyList<Violation> Violations => ledger.Violations;

    public LedgerCounts Counts => ledger.Counts;

    /// <returns>True when every promise was kept.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(data);
        try
        {
            var address = await StartAsync();
            await new Topology(ledger, definitions).DeclareAsync(address);
            while (Rounds < options.Rounds && ledger.Violations.Count == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                Rounds++;
                address = await RunRoundAsync(address);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Before everything that follows from it, the broker's own last words are what explains it.
            ledger.Report(ViolationKind.Failed, "broker", $"{exception.Message} ({broker?.LastWords})");
        }
        return ledger.Violations.Count == 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (broker is not null)
            await broker.DisposeAsync();
        broker = null;
    }

    private async Task<Uri> RunRoundAsync(Uri address)
    {
        var workload = new Workload(ledger, definitions, keys, policies, SetLimitAsync, actor => RandomOf(actor));
        await workload.StartAsync(address);
        var death = await EndBrokerAsync(workload, RandomOf(100));
        var endedAt = Stopwatch.GetTimestamp();
        await workload.EndAsync();
        ledger.IsStopping = false;
        var restarts = await InterruptStartsAsync(RandomOf(101));
        address = await StartAsync();
        var checking = Stopwatch.GetTimestamp();
        var found = await new RestartInspection(ledger, definitions, policies, RandomOf(102)).RunAsync(address, endedAt);
        await output.WriteLineAsync(
            $"round {Rounds}: {death}{restarts}; recovered in {lastStart.TotalMilliseconds:F0} ms; {found:N0} messages, "
            + $"checked in {Stopwatch.GetElapsedTime(checking).TotalMilliseconds:F0} ms; in all {Counts.Published:N0} published, "
            + $"{Counts.Confirmed:N0} confirmed, {Counts.Settled:N0} settled");
        return address;
    }

    private async Task<string> EndBrokerAsync(Workload workload, Random random)
    {
        var moment = random.Next(20) switch
        {
            < 11 => KillMoment.Random,
            < 16 => KillMoment.AfterBurst,
            < 18 => KillMoment.Terminated,
            _ => KillMoment.KilledWhileStopping,
        };
        var started = Stopwatch.GetTimestamp();
        await Task.Delay(random.Next(50, 800));
        if (moment == KillMoment.AfterBurst)
            await Task.WhenAny(workload.NextBurst(), Task.Delay(1_000));
        if (broker!.HasExited)
            throw new BenchException("the broker ended by itself");
        workload.ExpectEnd();
        var after = Stopwatch.GetElapsedTime(started);
        ledger.IsStopping = moment is KillMoment.Terminated or KillMoment.KilledWhileStopping;
        if (ledger.IsStopping)
            broker.Terminate();
        if (moment == KillMoment.KilledWhileStopping)
            await Task.Delay(random.Next(60));
        if (moment != KillMoment.Terminated)
            await broker.KillAsync();
        else if (!await broker.EndsWellAsync())
            throw new BenchException("the broker did not stop well");
        return $"{moment} after {after.TotalMilliseconds:F0} ms";
    }

    private Task<bool> SetLimitAsync(int limit) => BrokerProcess.CommandAsync(data, options, PolicyChanger.Arguments(limit));

    // A broker that dies while it recovers must find everything the next time.
    private async Task<string> InterruptStartsAsync(Random random)
    {
        Snapshot();
        var interruptions = random.Next(5) == 0 ? random.Next(1, 4) : 0;
        for (var left = interruptions; left > 0; left--)
        {
            await using var interrupted = BrokerProcess.Start(data, options, LogFileSize(random));
            await Task.Delay(lastStart * (random.NextDouble() * 1.1));
            await interrupted.KillAsync();
        }
        return interruptions > 0 ? $", {interruptions} starts interrupted" : "";
    }

    private async Task<Uri> StartAsync()
    {
        if (broker is not null)
            await broker.DisposeAsync();
        broker = BrokerProcess.Start(data, options, LogFileSize(RandomOf(103)));
        var address = await broker.ListensAsync();
        lastStart = broker.Age;
        return address;
    }

    private void Snapshot()
    {
        if (!options.Snapshots)
            return;
        var target = Directory.CreateDirectory(Path.Combine(folder, "before-restart"));
        foreach (var file in target.EnumerateFiles())
            file.Delete();
        foreach (var file in Directory.EnumerateFiles(data))
            File.Copy(file, Path.Combine(target.FullName, Path.GetFileName(file)));
    }

    private static int LogFileSize(Random random) => random.Next(4) switch
    {
        0 => 64 * 1024 * 1024,
        1 => 8 * 1024 * 1024,
        _ => 1024 * 1024,
    };

    // Each decision maker has its own sequence, so that the timing of one does not change what another decides.
    private Random RandomOf(int who)
    {
        // Neighbouring seeds would give similar sequences: the mixing is SplitMix64's.
        var mixed = (((ulong)options.Seed << 32) + ((ulong)Rounds << 8) + (ulong)who) * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return new Random((int)(mixed >> 33));
    }
}
