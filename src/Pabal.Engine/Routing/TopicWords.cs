namespace Pabal.Engine.Routing;

/// <summary>Splits a topic's text on '.' by offsets: empty words count, but an empty text has no words at all.</summary>
internal static class TopicWords
{
    /// <summary>The offset of the first word; beyond the text's length when there is none.</summary>
    public static int First(string topic) => topic.Length == 0 ? 1 : 0;

    public static bool IsEnd(string topic, int offset) => offset > topic.Length;

    /// <summary>Reads the word at <paramref name="offset"/> and moves to the next one, or beyond the end.</summary>
    public static ReadOnlySpan<char> Read(string topic, ref int offset)
    {
        var rest = topic.AsSpan(offset);
        var length = rest.IndexOf('.');
        if (length < 0)
            length = rest.Length;
        offset += length + 1;
        return rest[..length];
    }
}
