using System.Text;
using Mailroom.Chaos.Ledgers;

namespace Mailroom.Chaos.Running;

/// <summary>What a run has shown, for the user.</summary>
internal static class Report
{
    private const int ShownOfEachKind = 10;

    public static string Compose(ChaosResult result, ChaosOptions options, string folder)
    {
        var text = new StringBuilder();
        text.AppendLine($"{options.Describe()}: {result.Elapsed.Killing.TotalSeconds:F0} s of kills, settled {result.Elapsed.Settling.TotalSeconds:F0} s later");
        text.AppendLine($"killed:   {List(result.Kills)}");
        text.AppendLine($"accepted: {result.States.Values.Sum():N0} mails: {List(result.States)}; {result.Attempts:N0} attempts");
        text.AppendLine($"taken:    {result.Taken:N0} by the mail server, {result.UncertainTaken} of the uncertain ones among them, {result.TakenAgain} more than once");
        text.AppendLine($"received: {result.Stored:N0} mails stored; {result.Injected:N0} deliveries were taken, {result.Unanswered} were not or got no answer");
        if (result.Violations.Count == 0)
            return text.Append("every promise was kept").ToString();
        foreach (var violations in result.Violations.GroupBy(violation => violation.Kind))
            Append(text, violations);
        return text.AppendLine($"FAILED; the data is kept: {folder}").Append($"again: {options.Command()}").ToString();
    }

    private static string List(IReadOnlyDictionary<string, int> counts) =>
        string.Join(", ", counts.OrderByDescending(count => count.Value).Select(count => $"{count.Value:N0} {count.Key}"));

    private static void Append(StringBuilder text, IGrouping<ViolationKind, Violation> violations)
    {
        foreach (var violation in violations.Take(ShownOfEachKind))
            text.AppendLine($"{violation.Kind}: {violation.Subject}: {violation.Detail}");
        if (violations.Count() is > ShownOfEachKind and var count)
            text.AppendLine($"{violations.Key}: {count} in all");
    }
}
