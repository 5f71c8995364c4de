using Pabal.Engine.Destinations;

namespace Pabal.Server.Definitions;

/// <summary>Reads composite destinations and virtual topics, of which RabbitMQ knows nothing, from definitions.</summary>
internal sealed class DestinationsReader(DefinitionsDocument document, string? virtualHost)
{
    public void Read(DefinitionsElement own)
    {
        foreach (var item in own["composite_destinations"].Objects())
            ReadComposite(item);
        foreach (var item in own["virtual_topics"].Objects())
        {
            if (item["name"].Name() is { } name && item["prefix"].ShortText() is { } prefix && item["postfix"].ShortText() is { } postfix
                && AccessReader.HostOf(item, virtualHost) is { } host)
            {
                document.VirtualTopics.Add(new(item.Path, host, new VirtualTopicDefinition(name, prefix, postfix)));
            }
        }
    }

    private void ReadComposite(DefinitionsElement item)
    {
        if (NameOf(item) is not { } name || AccessReader.HostOf(item, virtualHost) is not { } host)
            return;
        var forwards = new List<DestinationForward>();
        foreach (var forward in item["forwards"].Objects())
        {
            if (NameOf(forward) is { } destination)
                forwards.Add(new DestinationForward(destination, forward["filtered"].Boolean(false), forward["selector"].Text(null)));
        }
        document.Composites.Add(new(item.Path, host, new CompositeDefinition(name, forwards)
        {
            ForwardOnly = item["forward_only"].Boolean(true),
            SendWhenNotMatched = item["send_when_not_matched"].Boolean(false),
        }));
    }

    private static DestinationName? NameOf(DefinitionsElement item)
    {
        var kind = item["kind"];
        if (item["name"].Name() is not { } name || kind.Text() is not { } text)
            return null;
        if (text is "queue" or "topic")
            return new DestinationName(text == "queue" ? DestinationKind.Queue : DestinationKind.Topic, name);
        kind.Refuse("it must be 'queue' or 'topic'");
        return null;
    }
}
