using Pabal.Wire.Amqp;

namespace Pabal.Wire.Tests;

/// <summary>AMQP 0-9-1 §1.8, the methods that content follows.</summary>
public class ContentMethodTests
{
    private static readonly byte[] Envelope = MessageEnvelope.Encode("ex", "k");

    [Fact]
    public void Publish_Written_HasTheseOctets()
    {
        var octets = new byte[32];

        var written = MethodFrame.Write(octets, 1, new BasicPublish(Envelope, mandatory: true, immediate: false));

        Convert.ToHexString(octets.AsSpan(0, written)).ShouldBe("010001" + "0000000C" + "003C0028" + "0000026578016B01" + "CE");
        written.ShouldBe(MethodFrame.MaxLength(new BasicPublish(Envelope, true, false)));
    }

    [Fact]
    public void Publish_Read_IsAView()
    {
        BasicPublish.TryRead(Convert.FromHexString("0000026578016B02"), out var publish).ShouldBeTrue();

        publish.Envelope.SequenceEqual(Envelope).ShouldBeTrue();
        publish.Exchange.SequenceEqual("ex"u8).ShouldBeTrue();
        publish.RoutingKey.SequenceEqual("k"u8).ShouldBeTrue();
        publish.Mandatory.ShouldBeFalse();
        publish.Immediate.ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("00000000")]
    [InlineData("0000FF6578016B02")]
    [InlineData("0000026578026B02")]
    [InlineData("0000026578016B")]
    [InlineData("0000026578016B0202")]
    public void Publish_ThatDoesNotDecode_IsRefused(string hex) =>
        BasicPublish.TryRead(Convert.FromHexString(hex), out _).ShouldBeFalse();

    [Fact]
    public void Publish_ReadFromAReader_AgreesWithTryRead()
    {
        var reader = new AmqpReader(Convert.FromHexString("0000026578016B01"));
        var publish = BasicPublish.Read(ref reader);

        publish.RoutingKey.SequenceEqual("k"u8).ShouldBeTrue();
        publish.Mandatory.ShouldBeTrue();
        reader.Remaining.ShouldBe(0);
    }

    [Fact]
    public void Deliver_WrittenAndRead_IsTheSame()
    {
        var octets = new byte[64];
        var written = MethodFrame.Write(octets, 1, new BasicDeliver("ct"u8, 7, redelivered: true, Envelope));
        var arguments = octets.AsSpan(11, written - 12);

        Convert.ToHexString(arguments).ShouldBe("026374" + "0000000000000007" + "01" + "026578016B");
        var reader = new AmqpReader(arguments);
        var read = BasicDeliver.Read(ref reader);
        read.ConsumerTag.SequenceEqual("ct"u8).ShouldBeTrue();
        read.DeliveryTag.ShouldBe(7ul);
        read.Redelivered.ShouldBeTrue();
        read.Exchange.SequenceEqual("ex"u8).ShouldBeTrue();
        read.RoutingKey.SequenceEqual("k"u8).ShouldBeTrue();
        read.MaxLength.ShouldBe(written - Frame.Overhead);
    }

    [Fact]
    public void GetOk_WrittenAndRead_IsTheSame()
    {
        var octets = new byte[64];
        var written = MethodFrame.Write(octets, 1, new BasicGetOk(7, redelivered: false, Envelope, 9));
        var arguments = octets.AsSpan(11, written - 12);

        Convert.ToHexString(arguments).ShouldBe("0000000000000007" + "00" + "026578016B" + "00000009");
        var reader = new AmqpReader(arguments);
        var read = BasicGetOk.Read(ref reader);
        read.DeliveryTag.ShouldBe(7ul);
        read.Redelivered.ShouldBeFalse();
        read.Envelope.SequenceEqual(Envelope).ShouldBeTrue();
        read.MessageCount.ShouldBe(9u);
        read.MaxLength.ShouldBe(written - Frame.Overhead);
    }

    [Fact]
    public void Return_WrittenAndRead_IsTheSame()
    {
        var octets = new byte[64];
        var written = MethodFrame.Write(octets, 1, new BasicReturn(ReplyCode.NoRoute, "NO_ROUTE", Envelope));
        var arguments = octets.AsSpan(11, written - 12);

        Convert.ToHexString(arguments).ShouldBe("0138" + "084E4F5F524F555445" + "026578016B");
        var reader = new AmqpReader(arguments);
        var read = BasicReturn.Read(ref reader);
        read.ReplyCode.ShouldBe(ReplyCode.NoRoute);
        read.ReplyText.ShouldBe("NO_ROUTE");
        read.Envelope.SequenceEqual(Envelope).ShouldBeTrue();
        read.MaxLength.ShouldBe(written - Frame.Overhead);
    }
}
