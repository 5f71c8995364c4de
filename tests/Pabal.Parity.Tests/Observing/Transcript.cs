namespace Pabal.Parity.Tests.Observing;

/// <summary>What a scenario observed with one broker, line by line.</summary>
internal sealed class Transcript(Names names)
{
    private readonly List<string> lines = [];

    public IReadOnlyList<string> Lines => lines;

    public void Add(string line) => lines.Add(names.Shorten(line).ReplaceLineEndings("\\n"));
}
