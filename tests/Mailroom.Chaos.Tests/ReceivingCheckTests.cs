using Mailroom.Chaos.Checking;
using Mailroom.Chaos.Ledgers;

namespace Mailroom.Chaos.Tests;

public class ReceivingCheckTests
{
    private readonly ChaosLedger ledger = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Unanswered_StoredOrNot_IsRight(int stored)
    {
        ledger.Inject("mail");

        Found(stored).ShouldBeEmpty();
    }

    [Fact]
    public void Taken_AndStored_IsRight()
    {
        ledger.Take("mail");

        Found(1).ShouldBeEmpty();
    }

    [Fact]
    public void Taken_AndNotStored_IsLost()
    {
        ledger.Take("mail");

        Found(0).ShouldBe([ViolationKind.ReceivedLost]);
    }

    [Fact]
    public void StoredTwice_IsWrong()
    {
        ledger.Inject("mail");

        Found(2).ShouldBe([ViolationKind.ReceivedTwice]);
    }

    [Fact]
    public void Stored_AndNeverOffered_IsWrong() => Found(1).ShouldBe([ViolationKind.ReceivedTwice]);

    private IEnumerable<ViolationKind> Found(int stored)
    {
        new ReceivingCheck(ledger).Run([.. Enumerable.Repeat("mail", stored)]);
        return ledger.Violations.Select(violation => violation.Kind);
    }
}
