using System.Buffers.Binary;

namespace Pabal.Wire.Amqp;

/// <summary>Writes field tables and arrays in the layout that <see cref="FieldReader"/> draws.</summary>
internal static class FieldWriter
{
    public static int TableLength(FieldTable table)
    {
        var length = 4;
        for (var i = 0; i < table.Count; i++)
        {
            var field = table[i];
            length += AmqpWriter.ShortStringLength(field.Key) + ValueLength(field.Value);
        }
        return length;
    }

    public static void WriteTable(ref AmqpWriter writer, FieldTable table)
    {
        var prefix = writer.Reserve(4);
        var start = writer.Written;
        for (var i = 0; i < table.Count; i++)
        {
            var field = table[i];
            writer.WriteShortString(field.Key);
            WriteValue(ref writer, field.Value);
        }
        BinaryPrimitives.WriteInt32BigEndian(prefix, writer.Written - start);
    }

    private static int ValueLength(in FieldValue value)
    {
        var fixedLength = FieldTypeLayout.OctetsOf(value.Type);
        return 1 + value.Type switch
        {
            FieldType.LongString or FieldType.ByteArray => 4 + value.AsBytes.Length,
            FieldType.Array => ArrayLength(value.AsArray),
            FieldType.Table => TableLength(value.AsTable),
            _ when fixedLength >= 0 => fixedLength,
            _ => throw Unencodable(value.Type),
        };
    }

    private static int ArrayLength(IReadOnlyList<FieldValue> items)
    {
        var length = 4;
        for (var i = 0; i < items.Count; i++)
            length += ValueLength(items[i]);
        return length;
    }

    private static void WriteValue(ref AmqpWriter writer, in FieldValue value)
    {
        writer.WriteOctet((byte)value.Type);
        switch (value.Type)
        {
            case FieldType.Boolean:
            case FieldType.SignedByte:
            case FieldType.UnsignedByte:
                writer.WriteOctet((byte)value.AsInteger);
                break;
            case FieldType.SignedShort:
            case FieldType.UnsignedShort:
                writer.WriteShort((ushort)value.AsInteger);
                break;
            case FieldType.SignedInt:
            case FieldType.UnsignedInt:
            case FieldType.Float:
                writer.WriteLong((uint)value.AsInteger);
                break;
            case FieldType.SignedLong:
            case FieldType.UnsignedLong:
            case FieldType.Timestamp:
            case FieldType.Double:
                writer.WriteLongLong((ulong)value.AsInteger);
                break;
            case FieldType.Decimal:
                writer.WriteOctet(value.DecimalScale);
                writer.WriteLong(value.DecimalUnscaled);
                break;
            case FieldType.LongString:
            case FieldType.ByteArray:
                writer.WriteLongString(value.AsBytes);
                break;
            case FieldType.Array:
                WriteArray(ref writer, value.AsArray);
                break;
            case FieldType.Table:
                WriteTable(ref writer, value.AsTable);
                break;
            case FieldType.Void:
                break;
            default:
                throw Unencodable(value.Type);
        }
    }

    private static void WriteArray(ref AmqpWriter writer, IReadOnlyList<FieldValue> items)
    {
        var prefix = writer.Reserve(4);
        var start = writer.Written;
        for (var i = 0; i < items.Count; i++)
            WriteValue(ref writer, items[i]);
        BinaryPrimitives.WriteInt32BigEndian(prefix, writer.Written - start);
    }

    private static InvalidOperationException Unencodable(FieldType type) => new($"{type} is no field type.");
}
