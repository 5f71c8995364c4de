using Pabal.Wire.Amqp;

namespace Pabal.Wire.Tests;

/// <summary>AMQP 0-9-1 §4.2.5.5 with RabbitMQ's type octets: field tables and arrays.</summary>
public class FieldTableCodecTests
{
    public static TheoryData<string, FieldValue> Values => new()
    {
        { "7401", FieldValue.Boolean(true) },
        { "62FF", FieldValue.Integer(FieldType.SignedByte, -1) },
        { "42FF", FieldValue.Integer(FieldType.UnsignedByte, 255) },
        { "73FFFE", FieldValue.Integer(FieldType.SignedShort, -2) },
        { "75FFFE", FieldValue.Integer(FieldType.UnsignedShort, 65534) },
        { "49FFFFFFFD", FieldValue.Int32(-3) },
        { "69FFFFFFFD", FieldValue.Integer(FieldType.UnsignedInt, 4294967293) },
        { "6CFFFFFFFFFFFFFFFC", FieldValue.Int64(-4) },
        { "4C0000000000000005", FieldValue.Integer(FieldType.UnsignedLong, 5) },
        { "663FC00000", FieldValue.Float(1.5f) },
        { "643FF8000000000000", FieldValue.Double(1.5) },
        { "440200003039", FieldValue.Decimal(2, 12345) },
        { "53000000026162", FieldValue.String("ab") },
        { "41000000037401" + "56", FieldValue.Array([FieldValue.Boolean(true), FieldValue.Void]) },
        { "54000000006553F100", FieldValue.Integer(FieldType.Timestamp, 1700000000) },
        { "46000000040162" + "7400", FieldValue.Table(Table("b", FieldValue.Boolean(false))) },
        { "56", FieldValue.Void },
        { "7800000001FF", FieldValue.Bytes(FieldType.ByteArray, [0xFF]) },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Table_WithOneValueOfEachType_HasTheseOctets(string valueHex, FieldValue value)
    {
        var encoded = Convert.FromHexString($"{2 + (valueHex.Length / 2):X8}0161{valueHex}");
        var table = Table("a", value);

        TableOctets.Of(table).ShouldBe(encoded);
        new AmqpReader(encoded).ReadTable().ShouldBe(table);
        AmqpWriter.TableLength(table).ShouldBe(encoded.Length);
    }

    [Fact]
    public void ReadTable_DuplicateNames_KeepsTheFirst()
    {
        var table = new AmqpReader(Convert.FromHexString("0000000801617401" + "01617400")).ReadTable();

        table.ShouldBe(Table("a", FieldValue.Boolean(true)));
    }

    [Theory]
    [InlineData("0000000401617A01")]
    [InlineData("000000020161")]
    [InlineData("0000000461616161")]
    [InlineData("000000040161740100000000")]
    [InlineData("0000000301FF56")]
    [InlineData("0000000A01614600000007016256")]
    public void ReadTable_ThatDoesNotDecode_IsMalformed(string hex)
    {
        var octets = Convert.FromHexString(hex);

        Should.Throw<MalformedException>(() => ReadWhole(octets));
        new FieldTableView(octets).IsWellFormed().ShouldBeFalse();
    }

    [Theory]
    [InlineData("7FFFFFFF0161")]
    [InlineData("FFFFFFFF0161")]
    [InlineData("000000070161 537FFFFFFF")]
    [InlineData("000000070161 417FFFFFFF")]
    [InlineData("000000070161 78FFFFFFFF")]
    public void ReadTable_LyingLength_IsMalformedAndAllocatesNothingForIt(string hex)
    {
        var octets = Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Should.Throw<MalformedException>(() => new AmqpReader(octets).ReadTable());

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Theory]
    [InlineData(AmqpReader.MaxDepth, true)]
    [InlineData(AmqpReader.MaxDepth + 1, false)]
    public void ReadTable_Nested_HasABound(int depth, bool accepted)
    {
        var table = new FieldTable();
        for (var i = 1; i < depth; i++)
            table = Table("t", FieldValue.Table(table));
        var encoded = TableOctets.Of(table);

        new FieldTableView(encoded).IsWellFormed().ShouldBe(accepted);
        if (accepted)
            new AmqpReader(encoded).ReadTable().ShouldBe(table);
        else
            Should.Throw<MalformedException>(() => new AmqpReader(encoded).ReadTable());
    }

    [Fact]
    public void ReadTable_OfAHundredThousandFields_IsLinear()
    {
        var table = new FieldTable();
        for (var i = 0; i < 100_000; i++)
            table.TryAdd($"{i}", FieldValue.Void);

        var read = new AmqpReader(TableOctets.Of(table)).ReadTable();

        read.Equals(table).ShouldBeTrue();
    }

    private static FieldTable Table(string name, FieldValue value)
    {
        var table = new FieldTable();
        table.Set(name, value);
        return table;
    }

    private static FieldTable ReadWhole(byte[] octets)
    {
        var reader = new AmqpReader(octets);
        var table = reader.ReadTable();
        reader.ExpectEnd();
        return table;
    }
}
