namespace Mailroom.Api.Messages;

/// <summary>What is wrong with a request, by field.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> errors = new(StringComparer.Ordinal);

    public bool Any => errors.Count > 0;

    public void Add(string field, string problem)
    {
        if (!errors.TryGetValue(field, out var problems))
            errors.Add(field, problems = []);
        problems.Add(problem);
    }

    public Dictionary<string, string[]> ToDictionary() =>
        errors.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
}
