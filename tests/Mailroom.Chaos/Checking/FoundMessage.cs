namespace Mailroom.Chaos.Checking;

/// <summary>A message as the API has it in the end.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Subject">By which it is known elsewhere.</param>
/// <param name="State">As the API calls it.</param>
/// <param name="Timeline">What happened, and in which attempt.</param>
internal sealed record FoundMessage(Guid Id, string Subject, string State, IReadOnlyList<(string Kind, int? Attempt)> Timeline)
{
    /// <summary>Of which nobody knew, at least for a while, whether they sent it.</summary>
    public int UncertainAttempts => Timeline.Where(entry => entry.Kind == "uncertain").Distinct().Count();
}
