using Pabal.Wire.Amqp;
using static Pabal.Wire.Tests.MethodVector;

namespace Pabal.Wire.Tests;

/// <summary>AMQP 0-9-1 §1.9, and RabbitMQ's class confirm.</summary>
public class ConfirmAndTxMethodTests
{
    [Fact]
    public void Confirm_HasTheseOctets()
    {
        CheckEqual(new ConfirmSelect(true), "01");
        CheckEqual(default(ConfirmSelectOk), "");
    }

    [Fact]
    public void Tx_HasNoArguments()
    {
        CheckEqual(default(TxSelect), "");
        CheckEqual(default(TxSelectOk), "");
        CheckEqual(default(TxCommit), "");
        CheckEqual(default(TxCommitOk), "");
        CheckEqual(default(TxRollback), "");
        CheckEqual(default(TxRollbackOk), "");
    }

    [Theory]
    [InlineData(AmqpMethodId.ConnectionUpdateSecretOk, 10, 71)]
    [InlineData(AmqpMethodId.ExchangeUnbind, 40, 40)]
    [InlineData(AmqpMethodId.ExchangeUnbindOk, 40, 51)]
    [InlineData(AmqpMethodId.BasicNack, 60, 120)]
    [InlineData(AmqpMethodId.ConfirmSelect, 85, 10)]
    [InlineData(AmqpMethodId.TxRollbackOk, 90, 31)]
    public void MethodId_IsClassAndMethod(AmqpMethodId id, ushort classId, ushort methodId) =>
        ((uint)id).ShouldBe(((uint)classId << 16) | methodId);

    [Fact]
    public void MethodId_OfEachValue_HasATypeOfThatName()
    {
        foreach (var id in Enum.GetValues<AmqpMethodId>())
        {
            if (id == AmqpMethodId.None)
                continue;
            var type = typeof(IAmqpMethod).Assembly.GetType($"Pabal.Wire.Amqp.{id}").ShouldNotBeNull();
            type.GetInterfaces().ShouldContain(typeof(IAmqpMethod));
        }
    }
}
