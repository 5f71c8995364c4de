using Pabal.Wire.Amqp;
using static Pabal.Wire.Tests.MethodVector;

namespace Pabal.Wire.Tests;

/// <summary>AMQP 0-9-1 §1.8, the methods of class basic without content.</summary>
public class BasicMethodTests
{
    [Fact]
    public void Qos_HasTheseOctets()
    {
        CheckEqual(new BasicQos(1, 10, true), "00000001000a01");
        CheckEqual(default(BasicQosOk), "");
    }

    [Fact]
    public void Consume_HasTheseOctets()
    {
        var table = new FieldTable();
        table.Set("a", FieldValue.Boolean(true));

        CheckEqual(new BasicConsume("q", "t", false, true, false, true, table), "0000017101740a0000000401617401");
        CheckEqual(new BasicConsumeOk("t"), "0174");
    }

    [Fact]
    public void Cancel_HasTheseOctets()
    {
        CheckEqual(new BasicCancel("t", true), "017401");
        CheckEqual(new BasicCancelOk("t"), "0174");
    }

    [Fact]
    public void Get_HasTheseOctets()
    {
        CheckEqual(new BasicGet("q", true), "0000017101");
        CheckEqual(default(BasicGetEmpty), "00");
    }

    [Fact]
    public void Ack_HasTheseOctets() => CheckEqual(new BasicAck(3, true), "000000000000000301");

    [Fact]
    public void Reject_HasTheseOctets() => CheckEqual(new BasicReject(3, true), "000000000000000301");

    [Fact]
    public void Nack_HasTheseOctets()
    {
        CheckEqual(new BasicNack(3, false, true), "000000000000000302");
        CheckEqual(new BasicNack(3, true, false), "000000000000000301");
    }

    [Fact]
    public void Recover_HasTheseOctets()
    {
        CheckEqual(new BasicRecover(true), "01");
        CheckEqual(new BasicRecoverAsync(true), "01");
        CheckEqual(default(BasicRecoverOk), "");
    }
}
