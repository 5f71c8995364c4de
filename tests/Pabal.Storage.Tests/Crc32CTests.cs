namespace Pabal.Storage.Tests;

public class Crc32CTests
{
    // RFC 3720, appendix B.4.
    [Fact]
    public void Compute_OfTheRfcsExamples_IsWhatItSays()
    {
        Crc32C.Compute(new byte[32]).ShouldBe(0x8A9136AAu);
        Crc32C.Compute([.. Enumerable.Repeat((byte)0xFF, 32)]).ShouldBe(0x62A8AB43u);
        Crc32C.Compute([.. Enumerable.Range(0, 32).Select(i => (byte)i)]).ShouldBe(0x46DD794Eu);
        Crc32C.Compute("123456789"u8).ShouldBe(0xE3069283u);
    }

    [Fact]
    public void Extend_OfAnyLengthAndAnyPart_IsWhatBitsSay()
    {
        var octets = new byte[5000];
        new Random(1).NextBytes(octets);
        for (var length = 0; length <= octets.Length; length += length < 1700 ? 1 : 97)
        {
            var expected = BitByBit(octets.AsSpan(0, length));
            Crc32C.Compute(octets.AsSpan(0, length)).ShouldBe(expected);
            var part = length * 3 / 7;
            Crc32C.Extend(Crc32C.Compute(octets.AsSpan(0, part)), octets.AsSpan(part, length - part)).ShouldBe(expected);
        }
    }

    private static uint BitByBit(ReadOnlySpan<byte> octets)
    {
        var crc = ~0u;
        foreach (var octet in octets)
        {
            crc ^= octet;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x82F63B78u;
        }
        return ~crc;
    }
}
