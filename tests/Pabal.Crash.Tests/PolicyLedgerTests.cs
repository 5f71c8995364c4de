using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Tests;

public class PolicyLedgerTests
{
    private readonly PolicyLedger policies = new();

    [Fact]
    public void BeforeAnyPolicy_NothingIsLimited()
    {
        policies.Allows(null).ShouldBeTrue();
        policies.Allows(3).ShouldBeFalse();
    }

    [Fact]
    public void SettingThatWasAnswered_HoldsAlone()
    {
        policies.Setting(3);
        policies.Set(3);

        policies.Allows(3).ShouldBeTrue();
        policies.Allows(4).ShouldBeFalse();
        policies.Allows(null).ShouldBeFalse();
    }

    [Fact]
    public void SettingThatWasNotAnswered_MayHoldOrNot()
    {
        policies.Setting(3);
        policies.Set(3);
        policies.Setting(4);

        policies.Allows(3).ShouldBeTrue();
        policies.Allows(4).ShouldBeTrue();
        policies.Allows(5).ShouldBeFalse();
    }
}
