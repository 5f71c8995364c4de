using System.Text;
using Pabal.Bench.Load;
using Pabal.Bench.Machine;
using Pabal.Bench.Scenarios;

namespace Pabal.Bench.Reporting;

/// <summary>Writes what was measured as a page of Markdown.</summary>
internal sealed class Page(BenchResult result, BenchOptions options, DateTimeOffset time)
{
    private readonly StringBuilder text = new();

    public string Write()
    {
        WriteHead();
        WriteSection(result.Transient, "Transient");
        WriteSection(result.Durable, "Durable");
        WriteMethod();
        WriteNoise();
        WriteRepeat();
        return text.ToString();
    }

    private void WriteHead()
    {
        Paragraph("# Performance");
        if (result.HasFailed)
            Paragraph("**FAILED: a run lost, repeated, reordered or left over messages, or didn't run. It has no rate.**");
        if (!options.IsThorough)
            Paragraph("**Something was shortened or done without, so these figures are not to be kept.**");
        Paragraph($"Written by `{Command}` on {time:yyyy-MM-dd HH:mm} UTC; every figure is from that run.");
        Line($"- Processor: {MachineFacts.Processor}, {MachineFacts.Cores} cores; memory: {MachineFacts.MemoryGib:F1} GiB");
        Line($"- Kernel: Linux {MachineFacts.Kernel}; {MachineFacts.Runtime}");
        Line($"- Data: {DataDisk.FileSystem}");
        Line($"- Pabal: commit {MachineFacts.Commit ?? "unknown"}, built for release");
        Paragraph($"- RabbitMQ: {result.RabbitMqVersion ?? "not measured (not installed, or not asked for)"}");
    }

    private void WriteSection(BenchSection section, string kind)
    {
        WriteComparison(section, $"## {kind}, compared with others");
        WriteMeasurements(section, $"## {kind}, Pabal alone");
    }

    private void WriteComparison(BenchSection section, string heading)
    {
        if (section.Scenarios.Count == 0)
            return;
        Paragraph(heading);
        Paragraph($"Median of {options.Repetitions} runs (lowest–highest). Ratios are of medians (target).");
        var columns = string.Join(" | ", section.Brokers);
        Line($"| scenario | {columns} | Pabal / sinkd | Pabal / RabbitMQ | target |");
        Line($"|---|{string.Concat(section.Brokers.Select(_ => "---:|"))}---:|---:|---|");
        foreach (var row in section.Rows)
        {
            var figures = string.Join(" | ", section.Brokers.Select(broker => row.Figures[broker]));
            Line($"| {row.Name} | {figures} | {row.OfSinkd} | {row.TimesRabbitMq} | {Verdicts.Text(row.Verdict)} |");
        }
        text.AppendLine();
    }

    private void WriteMeasurements(BenchSection section, string heading)
    {
        if (section.Measurements.Count == 0)
            return;
        Paragraph(heading);
        Line("| what | figure | target | |");
        Line("|---|---:|---:|---|");
        foreach (var (name, figure, target, verdict) in section.Measurements)
            Line($"| {name} | {figure} | {(target.Length > 0 ? target : Format.Nothing)} | {Verdicts.Text(verdict)} |");
        text.AppendLine();
    }

    private void WriteMethod()
    {
        Paragraph("## What was measured");
        Paragraph($"""
            `amqpload` publishes and consumes over bare sockets on loopback and checks every message: loss, duplicates, order,
            queues that are not empty at the end. A run lasts {options.Seconds} s after {options.WarmupSeconds} s of warming up,
            unless it goes by the number of messages.
            `sinkd` is no broker: it relays what it gets to the consumers and keeps nothing, so it shows what the sockets
            alone cost.
            Rates are messages delivered per second, over all consumers. Latency is from the time at which a message was due
            by the schedule until it was read, so that a pause of the broker shows in every message that it delayed.
            """);
        foreach (var scenario in Scenarios.Select(each => each.Scenario))
            Line($"- {scenario.Name}: `{scenario.CommandLine}`");
        if (Scenarios.Any())
            text.AppendLine();
        Paragraph(Method.Runs);
        if (!result.Durable.IsEmpty)
            Paragraph(Method.Durable);
    }

    private void WriteNoise()
    {
        var runs = Scenarios.SelectMany(each => each.AllRuns).ToArray();
        if (runs.Length == 0)
            return;
        Paragraph("## How much to trust it");
        var others = runs.Where(run => run.Result is not null).Select(run => run.Result!.OtherCores).DefaultIfEmpty().Max();
        var quiet = runs.Count(run => run.WasQuiet);
        Line($"- Before {quiet} of {runs.Length} runs the machine was less than 8 % busy for a second.");
        Line($"- {runs.Sum(run => run.Repeats)} runs were repeated since others used more than {LoadRunner.MaxOtherCores} cores.");
        Line($"- In the runs that count, others used at most {others:F2} cores.");
        foreach (var broker in result.Sections.SelectMany(section => section.Brokers).Distinct(StringComparer.Ordinal))
            Line($"- The runs of {broker} lie up to {100 * LargestSpread(broker):F0} % of their median apart in rate.");
        Paragraph("""
            - On few cores the scheduler's choice of who runs where moves a rate by some percent; what is nearer to its target
              than that is not decided.
            """);
    }

    private IEnumerable<ScenarioResult> Scenarios => result.Sections.SelectMany(section => section.Scenarios);

    private double LargestSpread(string broker) =>
        (from scenario in Scenarios
         from metric in scenario.Scenario.Metrics
         where metric.IsRate
         select scenario.Figures(broker, metric.Figure)?.Spread ?? 0).DefaultIfEmpty().Max();

    private void WriteRepeat()
    {
        Paragraph("## Again");
        text.AppendLine("""
            `./build bench` measures everything and writes this page; `./build bench --help` shows how to measure less. It
            needs the sources of the load tools (`--load DIR`), `make`, a C compiler and, for its column, Debian's
            rabbitmq-server. Parts of the hot path are measured without sockets by
            `dotnet run -c Release --project bench/Pabal.MicroBenchmarks -- --filter '*'`.
            """);
    }

    private string Command => $"./build bench {options.CommandLine}".TrimEnd();

    private void Line(string line) => text.AppendLine(line);

    private void Paragraph(string paragraph) => text.AppendLine(paragraph).AppendLine();
}
