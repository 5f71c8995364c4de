using System.Text;

namespace Pabal.Parity.Tests.Comparing;

/// <summary>What comparing the two transcripts of a scenario found.</summary>
internal sealed class Comparison
{
    private readonly List<Hunk> differences;
    private readonly List<AcceptedDifference> accepted = [];

    public Comparison(
        string scenario, IReadOnlyList<string> rabbitMq, IReadOnlyList<string> pabal, IEnumerable<AcceptedDifference> allAccepted)
    {
        Scenario = scenario;
        differences = TranscriptDifference.Of(rabbitMq, pabal);
        foreach (var candidate in allAccepted.Where(candidate => candidate.Scenario == scenario))
            (differences.Remove(candidate.Hunk) ? accepted : NoLongerFound).Add(candidate);
    }

    public string Scenario { get; }

    /// <summary>Accepted differences that are none any more, so that the list doesn't outlive what it lists.</summary>
    public List<AcceptedDifference> NoLongerFound { get; } = [];

    public bool IsAccepted => differences.Count == 0 && NoLongerFound.Count == 0;

    public int AcceptedCount => accepted.Count;

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var hunk in differences)
            text.AppendLine("Different (- RabbitMQ, + Pabal):").AppendLine(hunk.ToString());
        foreach (var difference in NoLongerFound)
            text.AppendLine($"Accepted, but no longer found: {difference.Reason}").AppendLine(difference.Hunk.ToString());
        foreach (var difference in accepted)
            text.AppendLine($"Accepted: {difference.Reason}").AppendLine(difference.Hunk.ToString());
        return text.ToString();
    }
}
