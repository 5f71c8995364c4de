namespace Pabal.Engine.Tests.Routing;

/// <summary>The definition of topic matching, written as plainly as possible.</summary>
internal static class TopicModel
{
    public static bool Matches(string pattern, string routingKey) => Matches(Split(pattern), Split(routingKey));

    private static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> words)
    {
        if (pattern.IsEmpty)
            return words.IsEmpty;
        if (pattern[0] == "#" && Matches(pattern[1..], words))
            return true;
        if (words.IsEmpty)
            return false;
        return pattern[0] == "#"
            ? Matches(pattern, words[1..])
            : (pattern[0] == "*" || pattern[0] == words[0]) && Matches(pattern[1..], words[1..]);
    }

    private static string[] Split(string topic) => topic.Length == 0 ? [] : topic.Split('.');
}
