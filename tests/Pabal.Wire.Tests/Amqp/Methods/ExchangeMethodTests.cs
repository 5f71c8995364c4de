using Pabal.Wire.Amqp;
using static Pabal.Wire.Tests.MethodVector;

namespace Pabal.Wire.Tests;

/// <summary>AMQP 0-9-1 §1.6 with RabbitMQ's exchange bindings.</summary>
public class ExchangeMethodTests
{
    private const string TableHex = "000000040161" + "7401";

    private readonly FieldTable table = new();

    public ExchangeMethodTests() => table.Set("a", FieldValue.Boolean(true));

    [Fact]
    public void Declare_HasTheseOctets()
    {
        CheckEqual(
            new ExchangeDeclare("e", "topic", false, true, false, true, false, table), "0000016505746f7069630a" + TableHex);
        CheckEqual(default(ExchangeDeclareOk), "");
    }

    [Fact]
    public void Delete_HasTheseOctets()
    {
        CheckEqual(new ExchangeDelete("e", true, false), "0000016501");
        CheckEqual(default(ExchangeDeleteOk), "");
    }

    [Fact]
    public void Bind_HasTheseOctets()
    {
        CheckEqual(new ExchangeBind("d", "s", "k", true, table), "000001640173016b01" + TableHex);
        CheckEqual(default(ExchangeBindOk), "");
    }

    [Fact]
    public void Unbind_HasTheseOctets()
    {
        CheckEqual(new ExchangeUnbind("d", "s", "k", true, table), "000001640173016b01" + TableHex);
        CheckEqual(default(ExchangeUnbindOk), "");
    }
}
