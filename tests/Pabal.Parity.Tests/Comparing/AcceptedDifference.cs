namespace Pabal.Parity.Tests.Comparing;

/// <summary>A difference that is meant.</summary>
/// <param name="Scenario">Class.Method.</param>
/// <param name="Reason">Stands in docs/differences.md too.</param>
internal sealed record AcceptedDifference(string Scenario, string Reason, Hunk Hunk)
{
    private const string FileName = "accepted-differences.txt";

    /// <summary>Reads the list that is built into the tests.</summary>
    public static List<AcceptedDifference> ReadAll()
    {
        using var stream = typeof(AcceptedDifference).Assembly.GetManifestResourceStream(FileName)!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    /// <summary>Reads blocks of "scenario: ", "reason: ", and lines after "- " and "+ "; "#" begins a comment.</summary>
    public static List<AcceptedDifference> Parse(string text)
    {
        var differences = new List<AcceptedDifference>();
        string scenario = "", reason = "";
        List<string> rabbitMq = [], pabal = [];
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').Append("scenario: "))
        {
            if (line.StartsWith("scenario: ", StringComparison.Ordinal))
            {
                if (rabbitMq.Count + pabal.Count > 0)
                    differences.Add(new AcceptedDifference(scenario, reason, new Hunk(rabbitMq, pabal)));
                (scenario, rabbitMq, pabal) = (line["scenario: ".Length..], [], []);
            }
            else if (line.StartsWith("reason: ", StringComparison.Ordinal))
            {
                reason = line["reason: ".Length..];
            }
            else if (line.StartsWith("- ", StringComparison.Ordinal))
            {
                rabbitMq.Add(line[2..]);
            }
            else if (line.StartsWith("+ ", StringComparison.Ordinal))
            {
                pabal.Add(line[2..]);
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                throw new FormatException($"{FileName}: {line}");
            }
        }
        return differences;
    }
}
