using Pabal.Wire.Amqp;

namespace Pabal.Wire.Tests;

/// <summary>AMQP 0-9-1 §4.2.6.1: property flags and the list of class basic.</summary>
public class BasicPropertiesTests
{
    private const string AllHex = "fffc" + "0161" + "0162" + "00000007016849" + "00000001" + "02" + "03" + "0163" + "0164"
        + "053630303030" + "0165" + "000000006553f100" + "0166" + "0167" + "0169" + "016a";

    [Fact]
    public void Decode_AllFourteen_FindsEach()
    {
        var properties = BasicProperties.Decode(Convert.FromHexString(AllHex));

        properties.ContentType.ShouldBe("a");
        properties.ContentEncoding.ShouldBe("b");
        properties.Headers.ShouldNotBeNull()[0].ShouldBe(new("h", FieldValue.Int32(1)));
        properties.DeliveryMode.ShouldBe((byte)2);
        properties.Priority.ShouldBe((byte)3);
        properties.CorrelationId.ShouldBe("c");
        properties.ReplyTo.ShouldBe("d");
        properties.Expiration.ShouldBe("60000");
        properties.MessageId.ShouldBe("e");
        properties.Timestamp.ShouldBe(1700000000ul);
        properties.Type.ShouldBe("f");
        properties.UserId.ShouldBe("g");
        properties.AppId.ShouldBe("i");
        properties.ClusterId.ShouldBe("j");
    }

    [Fact]
    public void Encode_WhatWasDecoded_HasTheSameOctets()
    {
        var octets = Convert.FromHexString(AllHex);

        BasicProperties.Decode(octets).Encode().ShouldBe(octets);
    }

    [Theory]
    [InlineData(AllHex)]
    [InlineData("0000")]
    [InlineData("90000361ff620202")]
    public void WithHeader_OfAnyProperties_LeavesTheOthersAsTheyWere(string hex)
    {
        var octets = Convert.FromHexString(hex);

        var changed = BasicPropertiesRewrite.WithHeader(octets, "x", FieldValue.Int64(3));

        var view = new BasicPropertiesView(changed);
        view.TryValidate().ShouldBeTrue();
        view.TryGetHeaders(out var table).ShouldBeTrue();
        new FieldTableView(table).TryGet("x"u8, out var value).ShouldBeTrue();
        value.ShouldBe(FieldValue.Int64(3));
        var before = new BasicPropertiesView(octets);
        (view.Flags & ~BasicPropertyFlags.Headers).ShouldBe(before.Flags & ~BasicPropertyFlags.Headers);
        before.TryFind(BasicPropertyFlags.ContentType, out var expected);
        view.TryFind(BasicPropertyFlags.ContentType, out var type);
        type.SequenceEqual(expected).ShouldBeTrue();
    }

    [Fact]
    public void Encode_Nothing_IsTwoZeroOctets() => new BasicProperties().Encode().ShouldBe([0, 0]);

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0001")]
    [InlineData("0002")]
    [InlineData("000000")]
    [InlineData("1000")]
    [InlineData("80000261")]
    [InlineData("2000000000FF")]
    [InlineData("004000000000")]
    public void Decode_FlagsAndListThatDoNotFit_IsMalformed(string hex)
    {
        var octets = Convert.FromHexString(hex);

        Should.Throw<MalformedException>(() => BasicProperties.Decode(octets));
        new BasicPropertiesView(octets).TryValidate().ShouldBeFalse();
    }

    [Fact]
    public void Rewrite_NewHeadersWithoutExpiration_KeepsTheRest()
    {
        var headers = new FieldTable();
        headers.Set("x", FieldValue.Void);

        var rewritten = BasicProperties.Decode(BasicPropertiesRewrite.Rewrite(
            Convert.FromHexString(AllHex), headers, BasicPropertyFlags.Expiration));

        var expected = BasicProperties.Decode(Convert.FromHexString(AllHex));
        expected.Headers = headers;
        expected.Expiration = null;
        rewritten.Encode().ShouldBe(expected.Encode());
    }

    [Fact]
    public void Rewrite_CorrelationIdThatIsNotUtf8_KeepsItsOctets()
    {
        byte[] raw = [0x04, 0x00, 2, 0xFF, 0xFE];
        var headers = new FieldTable();
        headers.Set("x", FieldValue.Void);

        var rewritten = BasicPropertiesRewrite.Rewrite(raw, headers, BasicPropertyFlags.None);

        Convert.ToHexString(rewritten).ShouldBe("2400" + "00000003" + "017856" + "02FFFE");
    }
}
