using Pabal.Server.Amqp;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

public class PropertyRulesTests
{
    private const int KnownLength = 64;

    [Fact]
    public void Rules_OfAChannelThatPublishesNothing_TakeNoRoomForProperties()
    {
        var octets = new BasicProperties { ContentType = "text/plain" }.Encode();
        _ = new PropertyRules(null!).Apply(octets);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var rules = new PropertyRules(null!);
        var made = GC.GetAllocatedBytesForCurrentThread();
        rules.Apply(octets);
        var first = GC.GetAllocatedBytesForCurrentThread();
        rules.Apply(octets);
        var second = GC.GetAllocatedBytesForCurrentThread();

        (made - before).ShouldBeLessThan(KnownLength);
        (first - made).ShouldBeGreaterThanOrEqualTo(KnownLength);
        (second - first).ShouldBe(0);
    }
}
