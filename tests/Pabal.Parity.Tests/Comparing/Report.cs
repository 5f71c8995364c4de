using System.Collections.Concurrent;
using System.Text;
using Pabal.Bench;

namespace Pabal.Parity.Tests.Comparing;

/// <summary>Collects what was found, and writes it into artifacts/parity: transcripts at once, the differences at the end.</summary>
internal sealed class Report
{
    private readonly ConcurrentBag<Comparison> comparisons = [];

    public static string Folder { get; } = Repository.Path("artifacts", "parity");

    public void Add(Comparison comparison) => comparisons.Add(comparison);

    public static void WriteTranscript(string scenario, string broker, IEnumerable<string> lines) =>
        File.WriteAllLines(
            Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, "transcripts")).FullName, $"{FileName(scenario)}.{broker}.txt"), lines);

    /// <summary>Writes differences.txt.</summary>
    /// <returns>What it holds.</returns>
    public string Write()
    {
        var text = new StringBuilder();
        var found = comparisons.OrderBy(comparison => comparison.Scenario, StringComparer.Ordinal).ToList();
        foreach (var comparison in found)
        {
            if (comparison.ToString() is { Length: > 0 } differences)
                text.AppendLine($"== {comparison.Scenario}").Append(differences).AppendLine();
        }
        text.AppendLine(
            $"Compared {found.Count} scenarios: {found.Count(comparison => comparison.IsAccepted)} agree, " +
            $"{found.Count(comparison => !comparison.IsAccepted)} don't; " +
            $"{found.Sum(comparison => comparison.AcceptedCount)} accepted differences.");
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "differences.txt"), text.ToString());
        return text.ToString();
    }

    private static string FileName(string scenario) =>
        string.Concat(scenario.Select(character => char.IsLetterOrDigit(character) || "._-()".Contains(character) ? character : '_'));
}
