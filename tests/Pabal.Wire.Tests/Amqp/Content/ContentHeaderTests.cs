using Pabal.Wire.Amqp;

namespace Pabal.Wire.Tests;

/// <summary>AMQP 0-9-1 §4.2.6.1: the content header frame.</summary>
public class ContentHeaderTests
{
    [Fact]
    public void WriteFrame_PersistentMessage_HasTheseOctets()
    {
        byte[] properties = [0x10, 0x00, 2];
        var octets = new byte[ContentHeader.FrameLength(properties.Length)];

        new ContentHeader(16, properties).WriteFrame(octets, 1).ShouldBe(octets.Length);

        Convert.ToHexString(octets).ShouldBe("020001" + "0000000F" + "003C" + "0000" + "0000000000000010" + "100002" + "CE");
    }

    [Fact]
    public void TryRead_Payload_IsSplit()
    {
        var payload = Convert.FromHexString("003C" + "0001" + "FFFFFFFFFFFFFFFF" + "100002");

        ContentHeader.TryRead(payload, out var header).ShouldBeTrue();

        header.ClassId.ShouldBe(ContentHeader.BasicClass);
        header.Weight.ShouldBe((ushort)1);
        header.BodySize.ShouldBe(ulong.MaxValue);
        header.Properties.ToArray().ShouldBe([0x10, 0x00, 2]);
    }

    [Fact]
    public void TryRead_WithoutPropertyFlags_IsRefused()
    {
        ContentHeader.TryRead(new byte[13], out _).ShouldBeFalse();
        Should.Throw<MalformedException>(() => { ContentHeader.Read(new byte[13]); });
    }
}
