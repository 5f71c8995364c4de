using Pabal.Engine.Queues;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Publishing;

/// <summary>The headers that say where a message has died, and why: x-death and x-first-death-*, as RabbitMQ writes them.</summary>
internal static class DeathHeaders
{
    private const string All = "x-death";
    private const string Count = "count";

    /// <summary>The headers of a message that has died once more.</summary>
    /// <param name="headers">Those that it had, which stay as they are.</param>
    /// <param name="death">How it has died.</param>
    /// <returns>Sorted by their names' octets, as RabbitMQ does.</returns>
    public static FieldTable Add(FieldTable headers, in Death death)
    {
        var hadAny = headers.TryGet(All, out var earlier);
        var added = headers.Copy();
        added.Set(All, FieldValue.Array(Deaths(earlier, death)));
        if (!hadAny)
        {
            added.Set("x-first-death-exchange", FieldValue.String(death.Exchange));
            added.Set("x-first-death-queue", FieldValue.String(death.Queue));
            added.Set("x-first-death-reason", FieldValue.String(NameOf(death.Reason)));
        }
        return added.Sorted();
    }

    /// <summary>Takes the keys out that chose the queues of a message which now gets another key.</summary>
    public static void RemoveSenderSelected(FieldTable headers)
    {
        headers.Remove("CC");
        headers.Remove("BCC");
    }

    /// <summary>Whether the message has come in a circle that it would go on in for ever, if a queue got it now.</summary>
    /// <param name="headers">With the last death.</param>
    /// <param name="queue">The queue.</param>
    /// <returns>False when somebody has rejected it on the way: whoever did may end it.</returns>
    public static bool IsCycle(FieldTable headers, string? queue)
    {
        headers.TryGet(All, out var deaths);
        foreach (var death in deaths.AsArray)
        {
            if (Text(death, "reason") == NameOf(DeathReason.Rejected))
                return false;
            if (queue is not null && Text(death, "queue") == queue)
                return true;
        }
        return false;
    }

    /// <summary>The earlier deaths of a message; of no type when it is no dead letter.</summary>
    /// <param name="properties">The message's.</param>
    public static FieldValue Of(ReadOnlySpan<byte> properties) =>
        new BasicPropertiesView(properties).TryGetHeaders(out var headers) && new FieldTableView(headers).TryGet("x-death"u8, out var deaths)
            ? deaths
            : FieldValue.Void;

    /// <summary>Whether a dead letter was in a queue before.</summary>
    public static bool WasIn(FieldValue deaths, string? queue)
    {
        foreach (var death in deaths.AsArray)
        {
            if (Text(death, "queue") == queue)
                return true;
        }
        return false;
    }

    // The last death comes first, and the order of the others turns round each time: it is RabbitMQ 3.10's. A further death of
    // the same kind in the same queue raises the count of the first one.
    private static FieldValue[] Deaths(FieldValue earlier, in Death death)
    {
        if (earlier.Type != FieldType.Array)
            return [FieldValue.Table(Describe(death))];
        var deaths = new List<FieldValue>(earlier.AsArray);
        deaths.Reverse();
        var (queue, reason) = (death.Queue, NameOf(death.Reason));
        var same = deaths.FindIndex(one => Text(one, "queue") == queue && Text(one, "reason") == reason);
        var last = same < 0 ? Describe(death) : Raised(deaths[same].AsTable);
        if (same >= 0)
            deaths.RemoveAt(same);
        deaths.Insert(0, FieldValue.Table(last.Sorted()));
        return [.. deaths];
    }

    private static FieldTable Describe(in Death death)
    {
        var described = new FieldTable();
        described.Set(Count, FieldValue.Int64(1));
        described.Set("reason", FieldValue.String(NameOf(death.Reason)));
        described.Set("queue", FieldValue.String(death.Queue));
        described.Set("time", FieldValue.Integer(FieldType.Timestamp, death.TimeMs / 1000));
        described.Set("exchange", FieldValue.String(death.Exchange));
        described.Set("routing-keys", FieldValue.Array(Array.ConvertAll(death.RoutingKeys, FieldValue.String)));
        if (death.Expiration is { } expiration)
            described.Set("original-expiration", FieldValue.String(expiration));
        return described;
    }

    private static FieldTable Raised(FieldTable described)
    {
        described.TryGet(Count, out var count);
        var raised = described.Copy();
        raised.Set(Count, FieldValue.Int64((count.IsInteger ? count.AsInteger : 0) + 1));
        return raised;
    }

    private static string? Text(FieldValue table, string name) =>
        table.AsTable.TryGet(name, out var value) && value.Type == FieldType.LongString ? value.AsString : null;

    private static string NameOf(DeathReason reason) => reason switch
    {
        DeathReason.Rejected => "rejected",
        DeathReason.Expired => "expired",
        DeathReason.MaxLength => "maxlen",
        _ => "delivery_limit",
    };
}
