using System.Text;

namespace Pabal.Interop.Tests.Publishing;

public class PropertiesTests : BrokerTest
{
    [Fact]
    public async Task Properties_AllOfThem_ComeThroughUnchanged()
    {
        var sent = new BasicProperties
        {
            ContentType = "application/json",
            ContentEncoding = "utf-8",
            DeliveryMode = DeliveryModes.Persistent,
            Priority = 4,
            CorrelationId = "correlation",
            ReplyTo = "replies",
            Expiration = "60000",
            MessageId = "message",
            Timestamp = new AmqpTimestamp(1_700_000_000),
            Type = "order.placed",
            UserId = "guest",
            AppId = "shop",
            ClusterId = "cluster",
        };

        var got = await ThroughTheBrokerAsync(sent);

        (got.ContentType, got.ContentEncoding, got.DeliveryMode, got.Priority, got.CorrelationId, got.ReplyTo, got.Expiration)
            .ShouldBe((sent.ContentType, sent.ContentEncoding, sent.DeliveryMode, sent.Priority, sent.CorrelationId,
                sent.ReplyTo, sent.Expiration));
        (got.MessageId, got.Timestamp, got.Type, got.UserId, got.AppId, got.ClusterId)
            .ShouldBe((sent.MessageId, sent.Timestamp, sent.Type, sent.UserId, sent.AppId, sent.ClusterId));
    }

    [Fact]
    public async Task Properties_NoneOfThem_StayAbsent()
    {
        var got = await ThroughTheBrokerAsync(new BasicProperties());

        got.IsContentTypePresent().ShouldBeFalse();
        got.IsHeadersPresent().ShouldBeFalse();
        got.IsDeliveryModePresent().ShouldBeFalse();
        got.IsTimestampPresent().ShouldBeFalse();
        got.IsExpirationPresent().ShouldBeFalse();
    }

    [Fact]
    public async Task Headers_OfEveryType_ComeThroughUnchanged()
    {
        var sent = new Dictionary<string, object?>
        {
            ["true"] = true,
            ["false"] = false,
            ["byte"] = (byte)200,
            ["sbyte"] = (sbyte)-100,
            ["short"] = short.MinValue,
            ["ushort"] = ushort.MaxValue,
            ["int"] = int.MinValue,
            ["uint"] = uint.MaxValue,
            ["long"] = long.MinValue,
            ["float"] = 1.5f,
            ["double"] = Math.PI,
            ["decimal"] = 12.34m,
            ["timestamp"] = new AmqpTimestamp(1_700_000_000),
            ["null"] = null,
            ["text"] = Encoding.UTF8.GetBytes("파발"),
            ["binary"] = new BinaryTableValue([0, 1, 255]),
            ["list"] = new List<object?> { 1, Encoding.UTF8.GetBytes("two"), null },
            ["table"] = new Dictionary<string, object?> { ["inner"] = 7L },
        };

        var got = (await ThroughTheBrokerAsync(new BasicProperties { Headers = sent })).Headers.ShouldNotBeNull();

        got.Keys.ShouldBe(sent.Keys, ignoreOrder: true);
        foreach (var (name, value) in sent)
        {
            if (value is BinaryTableValue binary)
                got[name].ShouldBeOfType<BinaryTableValue>().Bytes.ShouldBe(binary.Bytes);
            else
                got[name].ShouldBeEquivalentTo(value, name);
        }
    }

    [Fact]
    public async Task UserId_OfAnotherUser_IsRefused()
    {
        var closed = Channel.WhenClosed();

        await Channel.PublishAsync("", "any", "text", properties: new BasicProperties { UserId = "somebody" });

        (await closed).Reply().ShouldBe(
            (406, "PRECONDITION_FAILED - user_id property set to 'somebody' but authenticated user was 'guest'"));
    }

    [Theory]
    [InlineData("soon", "no_integer")]
    [InlineData("", "no_integer")]
    [InlineData("-1", "{value_negative,-1}")]
    [InlineData("10s", "{leftover_string,\"s\"}")]
    public async Task Expiration_ThatIsNoNumberOfMilliseconds_IsRefused(string expiration, string problem)
    {
        var closed = Channel.WhenClosed();

        await Channel.PublishAsync("", "any", "text", properties: new BasicProperties { Expiration = expiration });

        (await closed).Reply().ShouldBe((406, $"PRECONDITION_FAILED - invalid expiration '{expiration}': {problem}"));
    }

    [Fact]
    public async Task Expiration_OfAnyLength_IsAccepted() =>
        (await ThroughTheBrokerAsync(new BasicProperties { Expiration = "99999999999" })).Expiration.ShouldBe("99999999999");

    private async Task<IReadOnlyBasicProperties> ThroughTheBrokerAsync(BasicProperties properties)
    {
        var queue = await DeclareQueueAsync();
        await Channel.PublishAsync("", queue, "text", properties: properties);
        return (await Channel.BasicGetAsync(queue, autoAck: true)).ShouldNotBeNull().BasicProperties;
    }
}
