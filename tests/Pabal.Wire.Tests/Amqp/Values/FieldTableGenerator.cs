using FsCheck;
using FsCheck.Fluent;
using Pabal.Wire.Amqp;

namespace Pabal.Wire.Tests;

/// <summary>Random field tables of all types, nested up to three deep.</summary>
internal static class FieldTableGenerator
{
    private static readonly Gen<long> Integers = ArbMap.Default.GeneratorFor<long>();

    private static readonly Gen<byte[]> Octets = ArbMap.Default.GeneratorFor<byte[]>().Select(octets => octets ?? []);

    private static readonly Gen<string> Names = Gen.OneOf(
        Gen.Elements("", "a", "b", "x-death", "é", "파발", new string('n', 255)),
        Gen.Choose(0, 10_000).Select(number => $"{number}"));

    private static readonly Gen<FieldValue> Leaves = Gen.OneOf(
        ArbMap.Default.GeneratorFor<bool>().Select(FieldValue.Boolean),
        Integers.Select(number => FieldValue.Integer(FieldType.SignedByte, (sbyte)number)),
        Integers.Select(number => FieldValue.Integer(FieldType.UnsignedByte, (byte)number)),
        Integers.Select(number => FieldValue.Integer(FieldType.SignedShort, (short)number)),
        Integers.Select(number => FieldValue.Integer(FieldType.UnsignedShort, (ushort)number)),
        Integers.Select(number => FieldValue.Int32((int)number)),
        Integers.Select(number => FieldValue.Integer(FieldType.UnsignedInt, (uint)number)),
        Integers.Select(FieldValue.Int64),
        Integers.Select(number => FieldValue.Integer(FieldType.UnsignedLong, number)),
        Integers.Select(number => FieldValue.Integer(FieldType.Timestamp, number)),
        Integers.Select(number => FieldValue.Float(BitConverter.Int32BitsToSingle((int)number))),
        Integers.Select(number => FieldValue.Double(BitConverter.Int64BitsToDouble(number))),
        Integers.Select(number => FieldValue.Decimal((byte)number, (uint)number)),
        Octets.Select(octets => FieldValue.Bytes(FieldType.LongString, octets)),
        Octets.Select(octets => FieldValue.Bytes(FieldType.ByteArray, octets)),
        Gen.Constant(FieldValue.Void));

    public static Arbitrary<FieldTable> Tables { get; } = TablesOf(3).ToArbitrary();

    private static Gen<FieldTable> TablesOf(int depth) =>
        Gen.Zip(Names, ValuesOf(depth)).ListOf().Select(fields =>
        {
            var table = new FieldTable();
            foreach (var (name, value) in fields)
                table.Set(name, value);
            return table;
        });

    private static Gen<FieldValue> ValuesOf(int depth)
    {
        if (depth == 0)
            return Leaves;
        var tables = TablesOf(depth - 1).Select(FieldValue.Table);
        var arrays = ValuesOf(depth - 1).ArrayOf().Select(FieldValue.Array);
        return Gen.Frequency((8, Leaves), (1, tables.ScaleSize(size => size / 3)), (1, arrays.ScaleSize(size => size / 3)));
    }
}
