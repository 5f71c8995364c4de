using Pabal.Wire.Amqp;

namespace Pabal.Wire.Tests;

/// <summary>AMQP 0-9-1 §4.2.2 and §4.2.3: protocol header and frames.</summary>
public class FrameHeaderTests
{
    [Fact]
    public void TryRead_SevenOctets_AreTypeChannelAndLength()
    {
        FrameHeader.TryRead([2, 1, 2, 0xFF, 0, 0, 5], out var header).ShouldBeTrue();

        header.ShouldBe(new FrameHeader(FrameType.Header, 0x0102, 0xFF000005));
        header.FrameLength.ShouldBe(0xFF000005L + 8);
    }

    [Fact]
    public void TryRead_SixOctets_IsNotEnough() => FrameHeader.TryRead([1, 0, 0, 0, 0, 0], out _).ShouldBeFalse();

    [Fact]
    public void Write_ThenRead_IsTheSame()
    {
        var octets = new byte[Frame.HeaderLength];
        var header = new FrameHeader(FrameType.Body, 65535, 131064);

        header.Write(octets);

        FrameHeader.TryRead(octets, out var read).ShouldBeTrue();
        read.ShouldBe(header);
    }

    [Fact]
    public void Heartbeat_IsAnEmptyFrameOnChannelZero() => Convert.ToHexString(Frame.Heartbeat).ShouldBe("08000000000000CE");

    [Fact]
    public void BodyFrame_Write_FramesTheBody()
    {
        var octets = new byte[10];

        BodyFrame.Write(octets, 3, "hi"u8).ShouldBe(10);

        Convert.ToHexString(octets).ShouldBe("030003000000026869CE");
    }

    [Fact]
    public void ProtocolHeader_Matches_OnlyVersion091()
    {
        Convert.ToHexString(ProtocolHeader.Octets).ShouldBe("414D515000000901");
        ProtocolHeader.Matches([65, 77, 81, 80, 0, 0, 9, 1]).ShouldBeTrue();
        ProtocolHeader.Matches([65, 77, 81, 80, 0, 1, 0, 0]).ShouldBeFalse();
        ProtocolHeader.Matches([65, 77, 81, 80]).ShouldBeFalse();
    }
}
