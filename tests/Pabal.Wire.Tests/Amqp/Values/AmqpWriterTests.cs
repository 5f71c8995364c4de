using Pabal.Wire.Amqp;

namespace Pabal.Wire.Tests;

/// <summary>AMQP 0-9-1 §4.2.5: what the writer puts down, and its two programming errors.</summary>
public class AmqpWriterTests
{
    [Fact]
    public void Write_EachKind_IsBigEndian()
    {
        var octets = new byte[32];
        var writer = new AmqpWriter(octets);

        writer.WriteOctet(1);
        writer.WriteShort(0x0203);
        writer.WriteLong(0x04050607);
        writer.WriteLongLong(0x08090A0B0C0D0E0F);
        writer.WriteBits(true, false, false, false, true);
        writer.WriteShortString("é");
        writer.WriteLongString("ab"u8);

        Convert.ToHexString(octets.AsSpan(0, writer.Written)).ShouldBe("0102030405060708090A0B0C0D0E0F1102C3A9000000026162");
    }

    [Fact]
    public void Write_IntoTooSmallASpan_IsAnInvalidOperation()
    {
        Should.Throw<InvalidOperationException>(() => new AmqpWriter(new byte[3]).WriteLong(1));
        Should.Throw<InvalidOperationException>(() => new AmqpWriter(new byte[3]).WriteShortString("abc"));
        Should.Throw<InvalidOperationException>(() => new AmqpWriter(new byte[3]).WriteTable(FieldTable.Empty));
    }

    [Fact]
    public void WriteShortString_Above255Octets_IsAnInvalidOperation()
    {
        Should.Throw<InvalidOperationException>(() => new AmqpWriter(new byte[600]).WriteShortString(new string('é', 128)));
        Should.Throw<InvalidOperationException>(() => new AmqpWriter(new byte[600]).WriteShortString(new byte[256]));
    }

    [Fact]
    public void WriteShortString_Of255Octets_Fits()
    {
        var octets = new byte[256];
        new AmqpWriter(octets).WriteShortString(new string('x', 255));

        octets[0].ShouldBe((byte)255);
        octets[255].ShouldBe((byte)'x');
    }
}
