using System.Globalization;
using System.Text;
using Mailroom.Coupling.Measuring;
using Pabal.Bench;

namespace Mailroom.Coupling.Reporting;

/// <summary>Writes what was measured as a page of Markdown.</summary>
internal sealed class Page(CouplingOptions options, IReadOnlyList<DesignResult> results, DateTimeOffset time)
{
    private readonly StringBuilder text = new();

    public string Write()
    {
        WriteHead();
        WriteVerdict();
        if (options.Plot is { } plot)
            Paragraph($"![Both designs under the same rising load]({Path.GetFileName(plot)})");
        foreach (var result in results)
            WriteSteps(result);
        WriteOutcomes();
        WriteProcessors();
        Paragraph(Explanation.Old);
        Paragraph(Explanation.New);
        text.AppendLine(Explanation.Method);
        return text.ToString();
    }

    private void WriteHead()
    {
        Paragraph("# The old design and the new one under the same rising load");
        Paragraph($"""
            Written by `{$"./build coupling {options.CommandLine}".TrimEnd()}` on {time:yyyy-MM-dd HH:mm} UTC; every figure is
            from that run.
            """);
        Line($"- Processor: {MachineFacts.Processor}, {MachineFacts.Cores} cores; memory: {MachineFacts.MemoryGib:F1} GiB");
        Line($"- Kernel: Linux {MachineFacts.Kernel}; {MachineFacts.Runtime}");
        Line($"- Database: {Versions.Database(options)}; commit {MachineFacts.Commit ?? "unknown"}, built for release");
        Line(string.Create(CultureInfo.InvariantCulture,
            $"- Mail server: {options.MailMilliseconds} ms for each mail; bots: {options.Connections} connections to it, so at most "
            + $"{options.Connections * 1000 / Math.Max(1, options.MailMilliseconds):0} mails a second"));
        Paragraph(string.Create(CultureInfo.InvariantCulture,
            $"- Each step: {options.MeasuredSeconds} s measured after {options.LeadSeconds} s; before the first: {options.StartSeconds} s; time-outs: {options.TimeoutSeconds} s"));
    }

    private void WriteVerdict()
    {
        foreach (var result in results)
        {
            var held = result.LastHeld is { } last
                ? $"held up to {Figure.Rate(last.Rate)} requests a second (p99 {Figure.Time(last.P99Ms)})"
                : "held not even the first step";
            var after = result.FirstNotHeld is { } first
                ? $"; at {Figure.Rate(first.Rate)} it answered {Figure.Rate(100.0 * first.Succeeded / Math.Max(1, first.Due))} % "
                    + $"with success (p99 {Figure.Time(first.P99Ms)})"
                : ", which was the highest";
            Line($"- The {result.Name} design {held}{after}.");
        }
        if (Find("old")?.FirstNotHeld is { } stands && Find("new")?.LastHeld is { } stood)
        {
            Line($"- That is {Figure.Rate(stood.Rate / stands.Rate)} times the load at which the old design gave way "
                + $"({Figure.Rate(stands.Rate)} a second).");
        }
        text.AppendLine();
    }

    private void WriteSteps(DesignResult result)
    {
        Paragraph($"## The {result.Name} design");
        Line("| due/s | answered with success/s | mails sent/s | p50 | p99 | time-outs | errors | stuck | mails waiting |");
        Line("|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var (number, step) in result.Steps.Index())
        {
            if (number == result.RisingSteps && result.StoodStill)
                Line("| more | not asked for: it stood still | | | | | | | |");
            Line($"| {Figure.Rate(step.Rate)}{(number >= result.RisingSteps ? " again" : "")} | {Figure.Rate(step.AcceptedPerSecond)} | {Figure.Rate(step.SentPerSecond)} "
                + $"| {Figure.Time(step.P50Ms)} | {Figure.Time(step.P99Ms)} | {Figure.Count(step.TimedOut)} "
                + $"| {Figure.Count(step.Failed)} | {Figure.Count(step.Stuck)} | {Figure.Count(step.Backlog)} |");
        }
        text.AppendLine();
    }

    private void WriteOutcomes()
    {
        Paragraph("## What became of every mail");
        Line($"| | {string.Join(" | ", results.Select(result => result.Name))} |");
        Line($"|---|{string.Concat(results.Select(_ => "---:|"))}");
        Row("requests, with those of the unmeasured parts", outcome => outcome.Requests);
        Row("accepted: the caller was told of success", outcome => outcome.Accepted);
        Row("accepted and sent once", outcome => outcome.SentOnce);
        Row("accepted and not sent", outcome => outcome.Missing);
        Row("sent more than once", outcome => outcome.SentTwice);
        Row("accepted, but the API doesn't have it as sent", outcome => outcome.AcceptedNotStored);
        Row("failed for the caller, not sent", outcome => outcome.FailedUnsent);
        Row("failed for the caller, but sent and rolled back", outcome => outcome.FailedSentForgotten);
        Row("failed for the caller, but sent and stored as sent", outcome => outcome.FailedSentStored);
        Line($"| transactions committed for each accepted request | {Each(result => Optional(result.Commits))} |");
        Line($"| octets of the database's log for each accepted request | {Each(result => Optional(result.LogBytes))} |");
        Line($"| seconds from the last answer to the last mail | {Each(result => Figure.Rate(result.SettleSeconds))} |");
        text.AppendLine();
    }

    private void WriteProcessors()
    {
        Paragraph("## Cores used");
        foreach (var result in results.Where(result => result.Steps.Count > 0))
        {
            string[] names = [.. result.Steps[0].Cores.Keys];
            Line($"| {result.Name}: due/s | {string.Join(" | ", names)} | others |");
            Line($"|---:|{string.Concat(names.Select(_ => "---:|"))}---:|");
            foreach (var step in result.Steps)
            {
                var cores = names.Select(name => step.Cores[name]).Append(step.OtherCores);
                Line($"| {Figure.Rate(step.Rate)} | {string.Join(" | ", cores.Select(core => core.ToString("0.00", CultureInfo.InvariantCulture)))} |");
            }
            text.AppendLine();
        }
    }

    private void Row(string name, Func<Outcome, int> count) =>
        Line($"| {name} | {Each(result => Figure.Count(count(result.Outcome)))} |");

    private string Each(Func<DesignResult, string> figure) => string.Join(" | ", results.Select(figure));

    private DesignResult? Find(string name) => results.FirstOrDefault(result => result.Name == name);

    private static string Optional(double? number) => number is { } known ? Figure.Rate(known) : "–";

    private void Line(string line) => text.AppendLine(line);

    private void Paragraph(string paragraph) => text.AppendLine(paragraph).AppendLine();
}
