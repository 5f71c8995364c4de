using System.Text;

namespace Pabal.Interop.Tests.Publishing;

public class SenderSelectedTests : BrokerTest
{
    [Fact]
    public async Task CopyHeaders_RouteToFurtherKeysAndHideTheBlindOnes()
    {
        var to = await DeclareQueueAsync();
        var copied = await DeclareQueueAsync();
        var blind = await DeclareQueueAsync();
        var headers = new Dictionary<string, object?>
        {
            ["CC"] = new List<object?> { copied },
            ["BCC"] = new List<object?> { blind },
        };

        await Channel.PublishAsync("", to, "to all three", properties: new BasicProperties { Headers = headers });

        foreach (var queue in new[] { to, copied, blind })
        {
            var got = (await Channel.BasicGetAsync(queue, autoAck: true)).ShouldNotBeNull();
            got.RoutingKey.ShouldBe(to);
            var seen = got.BasicProperties.Headers.ShouldNotBeNull();
            seen.ShouldNotContainKey("BCC");
            seen["CC"].ShouldBeOfType<List<object?>>().ConvertAll(key => Encoding.UTF8.GetString((byte[])key!)).ShouldBe([copied]);
        }
    }

    [Fact]
    public async Task CopyHeader_ToAQueueThatIsAddressedAlready_DeliversOnce()
    {
        var queue = await DeclareQueueAsync();
        var headers = new Dictionary<string, object?> { ["CC"] = new List<object?> { queue, queue } };

        await Channel.PublishAsync("", queue, "once", properties: new BasicProperties { Headers = headers });

        (await Channel.DrainAsync(queue)).ShouldBe(["once"]);
    }

    [Fact]
    public async Task CopyHeader_ThatIsNoList_IsRefused()
    {
        var closed = Channel.WhenClosed();
        var headers = new Dictionary<string, object?> { ["CC"] = "text" };

        await Channel.PublishAsync("", "any", "text", properties: new BasicProperties { Headers = headers });

        var (code, text) = (await closed).Reply();
        code.ShouldBe(406);
        text.ShouldStartWith("PRECONDITION_FAILED - ");
    }
}
