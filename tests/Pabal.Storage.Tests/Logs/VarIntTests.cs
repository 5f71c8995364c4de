namespace Pabal.Storage.Tests.Logs;

public class VarIntTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(127, 1)]
    [InlineData(128, 2)]
    [InlineData(16_383, 2)]
    [InlineData(16_384, 3)]
    [InlineData(1 << 21, 4)]
    [InlineData(1 << 28, 5)]
    [InlineData(uint.MaxValue, 5)]
    public void Write_OfANumber_IsReadBack(uint value, int length)
    {
        var octets = new byte[8];

        VarInt.Write(octets, value).ShouldBe(length);

        VarInt.Length(value).ShouldBe(length);
        ReadOnlySpan<byte> source = octets;
        VarInt.TryRead(ref source, out var read).ShouldBeTrue();
        read.ShouldBe(value);
        source.Length.ShouldBe(8 - length);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    public void TryRead_OfWhatIsCutOffOrTooLong_Fails(byte[] octets)
    {
        ReadOnlySpan<byte> source = octets;

        VarInt.TryRead(ref source, out _).ShouldBeFalse();
    }
}
