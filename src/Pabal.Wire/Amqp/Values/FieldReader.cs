namespace Pabal.Wire.Amqp;

//  table:  ┌────────────┬────────────────────────────────────────────────────────┐
//          │ length: 4  │ { name: short string │ type: 1 │ value: by its type }* │
//          └────────────┴────────────────────────────────────────────────────────┘
//  array:  ┌────────────┬──────────────────────────────────┐
//          │ length: 4  │ { type: 1 │ value: by its type }* │      lengths count octets, not items
//          └────────────┴──────────────────────────────────┘
/// <summary>Reads field tables and arrays (AMQP 0-9-1 §4.2.5.5), which nest.</summary>
internal static class FieldReader
{
    public static FieldTable ReadTable(scoped ref AmqpReader reader, int depth)
    {
        var content = Enter(ref reader, depth);
        if (content.Remaining == 0)
            return FieldTable.Empty;
        var table = new FieldTable();
        while (content.Remaining > 0)
        {
            var name = content.ReadShortText();
            table.TryAdd(name, ReadValue(ref content, depth));
        }
        return table;
    }

    public static FieldValue ReadValue(scoped ref AmqpReader reader, int depth)
    {
        var type = (FieldType)reader.ReadOctet();
        return type switch
        {
            FieldType.Boolean => FieldValue.Boolean(reader.ReadOctet() != 0),
            FieldType.SignedByte => FieldValue.Integer(type, (sbyte)reader.ReadOctet()),
            FieldType.UnsignedByte => FieldValue.Integer(type, reader.ReadOctet()),
            FieldType.SignedShort => FieldValue.Integer(type, (short)reader.ReadShort()),
            FieldType.UnsignedShort => FieldValue.Integer(type, reader.ReadShort()),
            FieldType.SignedInt => FieldValue.Integer(type, (int)reader.ReadLong()),
            FieldType.UnsignedInt => FieldValue.Integer(type, reader.ReadLong()),
            FieldType.SignedLong or FieldType.UnsignedLong or FieldType.Timestamp =>
                FieldValue.Integer(type, (long)reader.ReadLongLong()),
            FieldType.Float => FieldValue.Float(BitConverter.UInt32BitsToSingle(reader.ReadLong())),
            FieldType.Double => FieldValue.Double(BitConverter.UInt64BitsToDouble(reader.ReadLongLong())),
            FieldType.Decimal => FieldValue.Decimal(reader.ReadOctet(), reader.ReadLong()),
            FieldType.LongString or FieldType.ByteArray => FieldValue.Bytes(type, reader.ReadLongString().ToArray()),
            FieldType.Array => FieldValue.Array(ReadArray(ref reader, depth + 1)),
            FieldType.Table => FieldValue.Table(ReadTable(ref reader, depth + 1)),
            FieldType.Void => FieldValue.Void,
            _ => throw new MalformedException($"unknown field type {(byte)type}"),
        };
    }

    private static FieldValue[] ReadArray(scoped ref AmqpReader reader, int depth)
    {
        var content = Enter(ref reader, depth);
        if (content.Remaining == 0)
            return [];
        var items = new List<FieldValue>();
        while (content.Remaining > 0)
            items.Add(ReadValue(ref content, depth));
        return [.. items];
    }

    // A reader of its own for the content keeps a lying inner length from reaching beyond its table.
    private static AmqpReader Enter(scoped ref AmqpReader reader, int depth)
    {
        if (depth > AmqpReader.MaxDepth)
            throw new MalformedException($"tables nest deeper than {AmqpReader.MaxDepth}");
        return new AmqpReader(reader.ReadLongString());
    }
}
