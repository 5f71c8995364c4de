using Pabal.Wire.Amqp;
using static Pabal.Wire.Tests.MethodVector;

namespace Pabal.Wire.Tests;

/// <summary>AMQP 0-9-1 §1.5 and the obsolete class access.</summary>
public class ChannelMethodTests
{
    [Fact]
    public void Open_HasTheseOctets()
    {
        CheckEqual(default(ChannelOpen), "00");
        CheckEqual(default(ChannelOpenOk), "00000000");
    }

    [Fact]
    public void Flow_HasTheseOctets()
    {
        CheckEqual(new ChannelFlow(true), "01");
        CheckEqual(new ChannelFlowOk(false), "00");
    }

    [Fact]
    public void Close_HasTheseOctets()
    {
        CheckEqual(
            new ChannelClose(ReplyCode.NotFound, "NOT_FOUND - x", AmqpMethodId.QueueDeclare),
            "01940d4e4f545f464f554e44202d20780032000a");
        CheckEqual(default(ChannelCloseOk), "");
    }

    [Fact]
    public void AccessRequest_HasTheseOctets()
    {
        CheckEqual(new AccessRequest("/data", true, false, true, false, true), "052f6461746115");
        CheckEqual(new AccessRequestOk(1), "0001");
    }
}
