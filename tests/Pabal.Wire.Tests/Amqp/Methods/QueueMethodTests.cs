using Pabal.Wire.Amqp;
using static Pabal.Wire.Tests.MethodVector;

namespace Pabal.Wire.Tests;

/// <summary>AMQP 0-9-1 §1.7: class queue.</summary>
public class QueueMethodTests
{
    private const string TableHex = "000000040161" + "7401";

    private readonly FieldTable table = new();

    public QueueMethodTests() => table.Set("a", FieldValue.Boolean(true));

    [Fact]
    public void Declare_HasTheseOctets()
    {
        CheckEqual(new QueueDeclare("q", true, false, true, false, true, table), "0000017115" + TableHex);
        CheckEqual(new QueueDeclare("q", false, true, false, true, false, FieldTable.Empty), "000001710a00000000");
        CheckEqual(new QueueDeclareOk("q", 3, 1), "01710000000300000001");
    }

    [Fact]
    public void Bind_HasTheseOctets()
    {
        CheckEqual(new QueueBind("q", "e", "k", true, table), "000001710165016b01" + TableHex);
        CheckEqual(default(QueueBindOk), "");
    }

    [Fact]
    public void Unbind_HasNoNoWait()
    {
        CheckEqual(new QueueUnbind("q", "e", "k", table), "000001710165016b" + TableHex);
        CheckEqual(default(QueueUnbindOk), "");
    }

    [Fact]
    public void Purge_HasTheseOctets()
    {
        CheckEqual(new QueuePurge("q", true), "0000017101");
        CheckEqual(new QueuePurgeOk(9), "00000009");
    }

    [Fact]
    public void Delete_HasTheseOctets()
    {
        CheckEqual(new QueueDelete("q", true, false, true), "0000017105");
        CheckEqual(new QueueDeleteOk(9), "00000009");
    }
}
