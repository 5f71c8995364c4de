namespace Pabal.Server;

/// <summary>Definitions that can't be taken over; nothing of them was.</summary>
public sealed class DefinitionsException : Exception
{
    /// <param name="problems">Each with its place in the file.</param>
    public DefinitionsException(IReadOnlyList<string> problems)
        : base(string.Join(Environment.NewLine, problems)) => Problems = problems;

    /// <summary>What is wrong, each with its place: "queues[3].arguments: ...".</summary>
    public IReadOnlyList<string> Problems { get; }
}
