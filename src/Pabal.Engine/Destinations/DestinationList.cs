namespace Pabal.Engine.Destinations;

/// <summary>Destinations that a client lists in one name, with commas between them: FOO.A,topic://NOTIFY.FOO.A.</summary>
internal static class DestinationList
{
    public const string QueuePrefix = "queue://";
    public const string TopicPrefix = "topic://";

    /// <summary>Reads the destinations that a name lists; a name without a comma lists none.</summary>
    /// <param name="name">The name. The kind that it begins with is that of all which don't say theirs; else they are queues.</param>
    /// <param name="destinations">Receives them.</param>
    public static void Read(string name, List<DestinationName> destinations)
    {
        if (!name.Contains(',', StringComparison.Ordinal))
            return;
        var kind = ReadKind(name, DestinationKind.Queue, out _);
        foreach (var range in name.AsSpan().Split(','))
        {
            var item = name.AsSpan()[range].Trim();
            var itemKind = ReadKind(item, kind, out var prefixLength);
            if (item.Length > prefixLength)
                destinations.Add(new DestinationName(itemKind, item[prefixLength..].ToString()));
        }
    }

    private static DestinationKind ReadKind(ReadOnlySpan<char> name, DestinationKind otherwise, out int prefixLength)
    {
        if (name.StartsWith(QueuePrefix, StringComparison.Ordinal))
        {
            prefixLength = QueuePrefix.Length;
            return DestinationKind.Queue;
        }
        if (name.StartsWith(TopicPrefix, StringComparison.Ordinal))
        {
            prefixLength = TopicPrefix.Length;
            return DestinationKind.Topic;
        }
        prefixLength = 0;
        return otherwise;
    }
}
