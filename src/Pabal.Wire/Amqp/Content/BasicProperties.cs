namespace Pabal.Wire.Amqp;

/// <summary>A message's properties, decoded (AMQP 0-9-1 §1.8, class basic). Null means absent.</summary>
public sealed class BasicProperties
{
    public string? ContentType { get; set; }

    public string? ContentEncoding { get; set; }

    public FieldTable? Headers { get; set; }

    /// <summary>1 for transient, 2 for persistent.</summary>
    public byte? DeliveryMode { get; set; }

    public byte? Priority { get; set; }

    public string? CorrelationId { get; set; }

    public string? ReplyTo { get; set; }

    /// <summary>Milliseconds, as decimal digits.</summary>
    public string? Expiration { get; set; }

    public string? MessageId { get; set; }

    /// <summary>Seconds since 1970 (UTC).</summary>
    public ulong? Timestamp { get; set; }

    public string? Type { get; set; }

    public string? UserId { get; set; }

    public string? AppId { get; set; }

    public string? ClusterId { get; set; }

    /// <summary>The properties that are not null.</summary>
    public BasicPropertyFlags Flags =>
        FlagIf(ContentType is not null, BasicPropertyFlags.ContentType)
        | FlagIf(ContentEncoding is not null, BasicPropertyFlags.ContentEncoding)
        | FlagIf(Headers is not null, BasicPropertyFlags.Headers)
        | FlagIf(DeliveryMode is not null, BasicPropertyFlags.DeliveryMode)
        | FlagIf(Priority is not null, BasicPropertyFlags.Priority)
        | FlagIf(CorrelationId is not null, BasicPropertyFlags.CorrelationId)
        | FlagIf(ReplyTo is not null, BasicPropertyFlags.ReplyTo)
        | FlagIf(Expiration is not null, BasicPropertyFlags.Expiration)
        | FlagIf(MessageId is not null, BasicPropertyFlags.MessageId)
        | FlagIf(Timestamp is not null, BasicPropertyFlags.Timestamp)
        | FlagIf(Type is not null, BasicPropertyFlags.Type)
        | FlagIf(UserId is not null, BasicPropertyFlags.UserId)
        | FlagIf(AppId is not null, BasicPropertyFlags.AppId)
        | FlagIf(ClusterId is not null, BasicPropertyFlags.ClusterId);

    /// <summary>Decodes flags and list. Throws <see cref="MalformedException"/>; texts have to be valid UTF-8.</summary>
    public static BasicProperties Decode(ReadOnlySpan<byte> raw)
    {
        var reader = new AmqpReader(raw);
        var flags = (BasicPropertyFlags)reader.ReadShort();
        if ((flags & BasicPropertyFlags.Undefined) != BasicPropertyFlags.None)
            throw new MalformedException("undefined property flags");
        var properties = new BasicProperties
        {
            ContentType = ReadText(ref reader, flags, BasicPropertyFlags.ContentType),
            ContentEncoding = ReadText(ref reader, flags, BasicPropertyFlags.ContentEncoding),
            Headers = flags.HasFlag(BasicPropertyFlags.Headers) ? reader.ReadTable() : null,
            DeliveryMode = flags.HasFlag(BasicPropertyFlags.DeliveryMode) ? reader.ReadOctet() : null,
            Priority = flags.HasFlag(BasicPropertyFlags.Priority) ? reader.ReadOctet() : null,
            CorrelationId = ReadText(ref reader, flags, BasicPropertyFlags.CorrelationId),
            ReplyTo = ReadText(ref reader, flags, BasicPropertyFlags.ReplyTo),
            Expiration = ReadText(ref reader, flags, BasicPropertyFlags.Expiration),
            MessageId = ReadText(ref reader, flags, BasicPropertyFlags.MessageId),
            Timestamp = flags.HasFlag(BasicPropertyFlags.Timestamp) ? reader.ReadTimestamp() : null,
            Type = ReadText(ref reader, flags, BasicPropertyFlags.Type),
            UserId = ReadText(ref reader, flags, BasicPropertyFlags.UserId),
            AppId = ReadText(ref reader, flags, BasicPropertyFlags.AppId),
            ClusterId = ReadText(ref reader, flags, BasicPropertyFlags.ClusterId),
        };
        reader.ExpectEnd();
        return properties;
    }

    /// <summary>Flags and list. Throws <see cref="InvalidOperationException"/> when a text has more than 255 octets.</summary>
    public byte[] Encode()
    {
        var encoded = new byte[EncodedLength()];
        var writer = new AmqpWriter(encoded);
        Write(ref writer);
        return encoded;
    }

    /// <summary>What <see cref="Write"/> writes, in octets.</summary>
    public int EncodedLength() =>
        sizeof(ushort) + TextLength(ContentType) + TextLength(ContentEncoding)
        + (Headers is null ? 0 : AmqpWriter.TableLength(Headers))
        + (DeliveryMode is null ? 0 : 1) + (Priority is null ? 0 : 1)
        + TextLength(CorrelationId) + TextLength(ReplyTo) + TextLength(Expiration) + TextLength(MessageId)
        + (Timestamp is null ? 0 : 8)
        + TextLength(Type) + TextLength(UserId) + TextLength(AppId) + TextLength(ClusterId);

    /// <summary>Writes flags and list.</summary>
    public void Write(ref AmqpWriter writer)
    {
        writer.WriteShort((ushort)Flags);
        WriteText(ref writer, ContentType);
        WriteText(ref writer, ContentEncoding);
        if (Headers is not null)
            writer.WriteTable(Headers);
        WriteOctet(ref writer, DeliveryMode);
        WriteOctet(ref writer, Priority);
        WriteText(ref writer, CorrelationId);
        WriteText(ref writer, ReplyTo);
        WriteText(ref writer, Expiration);
        WriteText(ref writer, MessageId);
        if (Timestamp is { } seconds)
            writer.WriteTimestamp(seconds);
        WriteText(ref writer, Type);
        WriteText(ref writer, UserId);
        WriteText(ref writer, AppId);
        WriteText(ref writer, ClusterId);
    }

    private static BasicPropertyFlags FlagIf(bool present, BasicPropertyFlags flag) => present ? flag : BasicPropertyFlags.None;

    private static string? ReadText(ref AmqpReader reader, BasicPropertyFlags flags, BasicPropertyFlags flag) =>
        flags.HasFlag(flag) ? reader.ReadShortText() : null;

    private static int TextLength(string? text) => text is null ? 0 : AmqpWriter.ShortStringLength(text);

    private static void WriteText(ref AmqpWriter writer, string? text)
    {
        if (text is not null)
            writer.WriteShortString(text);
    }

    private static void WriteOctet(ref AmqpWriter writer, byte? octet)
    {
        if (octet is { } value)
            writer.WriteOctet(value);
    }
}
