using Pabal.Wire.Amqp;

namespace Pabal.Wire.Tests;

/// <summary>AMQP 0-9-1 §4.2.5.1 to §4.2.5.4: integers, strings, timestamps.</summary>
public class AmqpReaderTests
{
    [Fact]
    public void Read_Integers_AreBigEndian()
    {
        var reader = new AmqpReader([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);

        reader.ReadOctet().ShouldBe((byte)1);
        reader.ReadShort().ShouldBe((ushort)0x0203);
        reader.ReadLong().ShouldBe(0x04050607u);
        reader.ReadLongLong().ShouldBe(0x08090A0B0C0D0E0Ful);
        reader.Position.ShouldBe(15);
        reader.Remaining.ShouldBe(0);
    }

    [Fact]
    public void ReadShortText_Utf8_IsDecoded()
    {
        var reader = new AmqpReader([3, 0xED, 0x8C, 0x8C, 0]);

        reader.ReadShortText().ShouldBe("파");
        reader.ReadShortText().ShouldBe(string.Empty);
    }

    [Fact]
    public void ReadShortText_InvalidUtf8_IsMalformed() =>
        Should.Throw<MalformedException>(() => new AmqpReader([1, 0xFF]).ReadShortText());

    [Fact]
    public void ReadShortString_InvalidUtf8_IsHandedOutAsItIs() =>
        new AmqpReader([1, 0xFF]).ReadShortString().ToArray().ShouldBe([0xFF]);

    [Fact]
    public void Read_PastTheEnd_IsMalformed()
    {
        Should.Throw<MalformedException>(() => new AmqpReader([]).ReadOctet());
        Should.Throw<MalformedException>(() => new AmqpReader([1]).ReadShort());
        Should.Throw<MalformedException>(() => new AmqpReader([1, 2, 3]).ReadLong());
        Should.Throw<MalformedException>(() => new AmqpReader([1, 2, 3, 4, 5, 6, 7]).ReadLongLong());
        Should.Throw<MalformedException>(() => new AmqpReader([2, 65]).ReadShortText());
        Should.Throw<MalformedException>(() => new AmqpReader([0xFF, 0xFF, 0xFF, 0xFF, 65]).ReadLongString());
        Should.Throw<MalformedException>(() => new AmqpReader([1, 65, 2, 66]).ReadEnvelope());
    }

    [Fact]
    public void ExpectEnd_OctetsLeft_IsMalformed() => Should.Throw<MalformedException>(() => new AmqpReader([1]).ExpectEnd());
}
