namespace Pabal.Wire.Amqp;

/// <summary>
/// Changes encoded properties while every other one keeps its exact octets, also where they are not valid UTF-8:
/// what dead-lettering needs.
/// </summary>
public static class BasicPropertiesRewrite
{
    /// <summary>The properties with another reply-to. <paramref name="raw"/> has to be valid and to have one.</summary>
    public static byte[] WithReplyTo(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> replyTo)
    {
        var view = new BasicPropertiesView(raw);
        if (!view.TryGetReplyTo(out var current))
            throw new ArgumentException("There is no reply-to.", nameof(raw));
        raw.Overlaps(current, out var at);
        var rewritten = new byte[raw.Length - current.Length + replyTo.Length];
        var writer = new AmqpWriter(rewritten);
        writer.WriteRaw(raw[..(at - 1)]);
        writer.WriteShortString(replyTo);
        writer.WriteRaw(raw[(at + current.Length)..]);
        return rewritten;
    }

    /// <summary>The properties with one header more, or another value of it. <paramref name="raw"/> has to be valid.</summary>
    public static byte[] WithHeader(ReadOnlySpan<byte> raw, string name, FieldValue value)
    {
        var headers = new BasicPropertiesView(raw).TryGetHeaders(out var table) ? new AmqpReader(table).ReadTable().Copy() : new FieldTable();
        headers.Set(name, value);
        return Rewrite(raw, headers.Sorted(), BasicPropertyFlags.None);
    }

    /// <summary>
    /// The properties with other headers, and without those in <paramref name="dropped"/>. <paramref name="raw"/> has to
    /// be valid (<see cref="BasicPropertiesView.TryValidate"/>); <paramref name="headers"/> replaces what was there,
    /// null leaves it.
    /// </summary>
    public static byte[] Rewrite(ReadOnlySpan<byte> raw, FieldTable? headers, BasicPropertyFlags dropped)
    {
        var view = new BasicPropertiesView(raw);
        var kept = view.Flags & ~dropped;
        var flags = headers is null ? kept : kept | BasicPropertyFlags.Headers;
        var rewritten = new byte[raw.Length + (headers is null ? 0 : AmqpWriter.TableLength(headers))];
        var writer = new AmqpWriter(rewritten);
        writer.WriteShort((ushort)flags);
        for (var flag = (ushort)BasicPropertyFlags.ContentType; flag >= (ushort)BasicPropertyFlags.ClusterId; flag >>= 1)
        {
            if (headers is not null && flag == (ushort)BasicPropertyFlags.Headers)
                writer.WriteTable(headers);
            else if (((ushort)kept & flag) != 0 && view.TryFind((BasicPropertyFlags)flag, out var value))
                writer.WriteRaw(value);
        }
        return rewritten[..writer.Written];
    }
}
