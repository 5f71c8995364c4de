using System.Diagnostics;
using System.Globalization;
using Mailroom.Coupling.Designs;
using Mailroom.Coupling.Load;
using Pabal.Bench;
using Pabal.Bench.Processes;

namespace Mailroom.Coupling.Measuring;

/// <summary>Loads a running design and measures it.</summary>
internal sealed class DesignRun(
    string name, CouplingOptions options, IDesign design, MailServerProcess mailServer, int? databaseProcessId, string database,
    TemporaryFolder folder)
{
    // On top of the plan: the last answers may take as long as callers wait.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    private LoadPlan plan = new(options.Rates, options.StartSeconds, options.LeadSeconds, options.MeasuredSeconds);

    public async Task<DesignResult> RunAsync(Action<string> progress, CancellationToken cancellation)
    {
        var workBefore = await ReadWorkAsync(cancellation);
        var settings = new LoadSettings(
            design.Target, design.Key, folder["requests"], plan, TimeSpan.FromSeconds(options.TimeoutSeconds));
        await using var load = OwnProcess.StartRole("load", folder, settings.ToArguments());
        var begins = await load.WaitForLineAsync("The load begins at ", OwnProcess.StartTimeout, cancellation);
        var start = long.Parse(begins, CultureInfo.InvariantCulture);
        var samples = await SampleAsync(start, load, progress, cancellation);
        if (!await load.WaitForExitAsync(TimeSpan.FromSeconds(options.TimeoutSeconds) + Grace) || load.ExitCode != 0)
            throw new BenchException($"the load generator failed: {load.LastOutput}");
        var ended = Stopwatch.GetTimestamp();
        progress($"{name}: every request is answered or given up; the mails that are left are waited for");
        await design.SettleAsync(cancellation);

        var records = RequestLog.Read(settings.File);
        var mails = mailServer.ReadMails();
        var stored = await design.StoredAsSentAsync(cancellation);
        var work = await ReadWorkAsync(cancellation);
        var accepted = Math.Max(1, records.Count(record => record.IsSuccess));
        var calculation = new StepCalculation(plan, start, records, mails);
        return new DesignResult(
            name, [.. samples.Select((sample, step) => calculation.Calculate(step, sample.Before, sample.After))],
            Outcome.Count(records, mails.Select(mail => mail.Recipient), stored),
            (work?.Commits - workBefore?.Commits) / (double)accepted,
            (work?.LogBytes - workBefore?.LogBytes) / (double)accepted,
            Stopwatch.GetElapsedTime(ended, Math.Max(ended, mails.Count == 0 ? 0 : mails[^1].Time)).TotalSeconds)
        {
            StoodStill = plan.Rates.Count < options.Rates.Count,
        };
    }

    // Takes a sample when the measured time of each step begins and ends. The generator says when it leaves steps out.
    private async Task<List<(ProcessorSample Before, ProcessorSample After)>> SampleAsync(
        long start, ChildProcess load, Action<string> progress, CancellationToken cancellation)
    {
        var processes = new Dictionary<string, int>(design.Processes, StringComparer.Ordinal)
        {
            ["mail server"] = mailServer.ProcessId,
            ["load generator"] = load.Id,
        };
        if (databaseProcessId is { } id)
            processes["database"] = id;
        var samples = new List<(ProcessorSample, ProcessorSample)>();
        for (var step = 0; step < plan.Rates.Count; step++)
        {
            progress($"{name}: {plan.Rates[step]} requests a second");
            await DelayUntilAsync(start, plan.MeasuredFrom(step), cancellation);
            var before = ProcessorSample.Take(processes);
            if (load.LastOutput.EndsWith($"The load falls at step {step}", StringComparison.Ordinal))
            {
                plan = plan.FallAt(step);
                if (step == plan.Rates.Count)
                    break;
                progress($"{name}: stands still, so that more load would show nothing more: {plan.Rates[step]} requests a second");
            }
            await DelayUntilAsync(start, plan.MeasuredTo(step), cancellation);
            samples.Add((before, ProcessorSample.Take(processes)));
        }
        return samples;
    }

    private static Task DelayUntilAsync(long start, double seconds, CancellationToken cancellation)
    {
        var left = TimeSpan.FromSeconds(seconds) - Stopwatch.GetElapsedTime(start);
        return left > TimeSpan.Zero ? Task.Delay(left, cancellation) : Task.CompletedTask;
    }

    private async Task<DatabaseWork?> ReadWorkAsync(CancellationToken cancellation) =>
        databaseProcessId is null ? null : await DatabaseWork.ReadAsync(database, cancellation);
}
