using System.Text;
using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Running;

/// <summary>What a run has shown, for the user.</summary>
internal static class Report
{
    private const int ShownOfEachKind = 10;

    public static string Compose(CrashRun run, CrashOptions options, string folder, TimeSpan elapsed)
    {
        var text = new StringBuilder();
        var counts = run.Counts;
        text.Append($"{run.Rounds} rounds in {elapsed.TotalSeconds:F0} s: {counts.Published:N0} messages published, ");
        text.AppendLine($"{counts.Confirmed:N0} confirmed, {counts.Settled:N0} acknowledgements and removals");
        if (run.Violations.Count == 0)
            return text.Append("every promise was kept").ToString();
        foreach (var violations in run.Violations.GroupBy(violation => violation.Kind))
            Append(text, violations);
        return text
            .AppendLine($"FAILED in round {run.Rounds}; the data directory is kept: {folder}")
            .Append($"again: ./build crash --seed {options.Seed} --rounds {run.Rounds} --sync {options.Sync}").ToString();
    }

    private static void Append(StringBuilder text, IGrouping<ViolationKind, Violation> violations)
    {
        foreach (var violation in violations.Take(ShownOfEachKind))
            text.AppendLine($"{violation.Kind}: {violation.Place}: {violation.Detail}");
        if (violations.Count() is > ShownOfEachKind and var count)
            text.AppendLine($"{violations.Key}: {count} in all");
    }
}
