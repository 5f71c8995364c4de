using System.Text.Json;
using Pabal.Engine.Destinations;

namespace Pabal.Server.Definitions;

/// <summary>Writes composite destinations and virtual topics as definitions.</summary>
internal static class DestinationsWriter
{
    public static void Write(Utf8JsonWriter writer, CompositeDefinition composite)
    {
        Write(writer, composite.Name);
        writer.WriteBoolean("forward_only", composite.ForwardOnly);
        writer.WriteBoolean("send_when_not_matched", composite.SendWhenNotMatched);
        writer.WriteStartArray("forwards");
        foreach (var forward in composite.Forwards)
        {
            writer.WriteStartObject();
            Write(writer, forward.Destination);
            writer.WriteBoolean("filtered", forward.IsFiltered);
            if (forward.Selector is not null)
                writer.WriteString("selector", forward.Selector);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter writer, VirtualTopicDefinition topic)
    {
        writer.WriteString("name", topic.Name);
        writer.WriteString("prefix", topic.Prefix);
        writer.WriteString("postfix", topic.Postfix);
    }

    private static void Write(Utf8JsonWriter writer, DestinationName name)
    {
        writer.WriteString("kind", name.Kind == DestinationKind.Queue ? "queue" : "topic");
        writer.WriteString("name", name.Name);
    }
}
