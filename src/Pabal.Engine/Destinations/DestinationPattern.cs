using Pabal.Engine.Routing;

namespace Pabal.Engine.Destinations;

/// <summary>A name with ActiveMQ's wildcards: '*' stands for one word, '>' at the end for any number of them, even none.</summary>
internal sealed class DestinationPattern
{
    private const string One = "*";
    private const string Rest = ">";

    private readonly string[] words;

    private DestinationPattern(string[] words) => this.words = words;

    /// <summary>True when it stands for other names than its own.</summary>
    public bool IsWildcard => Array.Exists(words, static word => word is One or Rest);

    /// <returns>Null when '>' is not the last word.</returns>
    public static DestinationPattern? Parse(string text)
    {
        var split = text.Split('.');
        var rest = Array.IndexOf(split, Rest);
        return rest < 0 || rest == split.Length - 1 ? new DestinationPattern(split) : null;
    }

    public bool Matches(string name)
    {
        var offset = 0;
        foreach (var word in words)
        {
            if (word == Rest)
                return true;
            if (TopicWords.IsEnd(name, offset))
                return false;
            var candidate = TopicWords.Read(name, ref offset);
            if (word != One && !candidate.SequenceEqual(word))
                return false;
        }
        return TopicWords.IsEnd(name, offset);
    }

    /// <summary>Whether it stands for every name that the other one stands for.</summary>
    public bool Covers(DestinationPattern other)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == Rest)
                return true;
            if (i == other.words.Length || other.words[i] == Rest)
                return false;
            if (words[i] != One && words[i] != other.words[i])
                return false;
        }
        return words.Length == other.words.Length;
    }

    /// <summary>The same as the routing key of a binding of a topic exchange (AMQP 0-9-1 §3.1.3.3).</summary>
    public string ToBindingKey() =>
        words[^1] == Rest ? string.Join('.', words.AsSpan(0, words.Length - 1)) + (words.Length > 1 ? ".#" : "#") : string.Join('.', words);
}
