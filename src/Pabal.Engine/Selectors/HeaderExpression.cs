using System.Buffers.Binary;
using System.Text;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Selectors;

/// <summary>A header of the message, by its name.</summary>
internal sealed class HeaderExpression(string name) : SelectorExpression
{
    private readonly byte[] name = Encoding.UTF8.GetBytes(name);

    public override SelectorType Type => SelectorType.Any;

    public override SelectorValue Evaluate(scoped in SelectorContext message) =>
        message.Properties.TryGetHeaders(out var table) && new FieldTableView(table).TryFind(name, out var type, out var value)
            ? Read(type, value)
            : SelectorValue.Null;

    private static SelectorValue Read(FieldType type, ReadOnlySpan<byte> value) => type switch
    {
        FieldType.LongString or FieldType.ByteArray => SelectorValue.Of(value),
        FieldType.Boolean => SelectorValue.Of(value[0] != 0),
        FieldType.Void => SelectorValue.Null,
        FieldType.Float => SelectorValue.Of((double)BinaryPrimitives.ReadSingleBigEndian(value)),
        FieldType.Double => SelectorValue.Of(BinaryPrimitives.ReadDoubleBigEndian(value)),
        FieldType.Decimal => SelectorValue.Of(BinaryPrimitives.ReadUInt32BigEndian(value[1..]) / Math.Pow(10, value[0])),
        FieldType.Array or FieldType.Table => SelectorValue.Other,
        _ => SelectorValue.Of(ReadInteger(type, value)),
    };

    private static long ReadInteger(FieldType type, ReadOnlySpan<byte> value) => type switch
    {
        FieldType.SignedByte => (sbyte)value[0],
        FieldType.UnsignedByte => value[0],
        FieldType.SignedShort => BinaryPrimitives.ReadInt16BigEndian(value),
        FieldType.UnsignedShort => BinaryPrimitives.ReadUInt16BigEndian(value),
        FieldType.SignedInt => BinaryPrimitives.ReadInt32BigEndian(value),
        FieldType.UnsignedInt => BinaryPrimitives.ReadUInt32BigEndian(value),
        _ => BinaryPrimitives.ReadInt64BigEndian(value),
    };
}
