namespace Mailroom.Messaging.Tests;

public class RetryLadderTests
{
    [Fact]
    public void Exponential_GrowsByTheFactorUpToTheLongest()
    {
        var ladder = RetryLadder.Exponential(6, TimeSpan.FromSeconds(10), 3, TimeSpan.FromMinutes(3));

        ladder.Waits.Select(wait => wait.TotalSeconds).ShouldBe([10, 30, 90, 180, 180]);
        ladder.MaxAttempts.ShouldBe(6);
    }

    [Fact]
    public void WaitAfter_TheLastAttempt_IsNull()
    {
        var ladder = RetryLadder.Exponential(3, TimeSpan.FromSeconds(1), 2, TimeSpan.FromHours(1));

        ladder.WaitAfter(1).ShouldBe(TimeSpan.FromSeconds(1));
        ladder.WaitAfter(2).ShouldBe(TimeSpan.FromSeconds(2));
        ladder.WaitAfter(3).ShouldBeNull();
        ladder.WaitAfter(int.MaxValue).ShouldBeNull();
        Should.Throw<ArgumentOutOfRangeException>(() => ladder.WaitAfter(0));
    }

    [Fact]
    public void Exponential_OfOneAttempt_HasNoWait() =>
        RetryLadder.Exponential(1, TimeSpan.FromSeconds(1), 2, TimeSpan.FromHours(1)).WaitAfter(1).ShouldBeNull();

    [Fact]
    public void Exponential_PastWhatANumberHolds_StaysAtTheLongest()
    {
        var ladder = RetryLadder.Exponential(100, TimeSpan.FromMilliseconds(1), double.MaxValue, TimeSpan.FromDays(1));

        ladder.Waits.Count.ShouldBe(99);
        ladder.Waits.Skip(1).ShouldAllBe(wait => wait == TimeSpan.FromDays(1));
    }

    [Theory]
    [InlineData(0, 1000, 2, 5000)]
    [InlineData(101, 1000, 2, 5000)]
    [InlineData(3, 0, 2, 5000)]
    [InlineData(3, 1000, 0.5, 5000)]
    [InlineData(3, 1000, double.NaN, 5000)]
    [InlineData(3, 1000, 2, 500)]
    public void Exponential_OfNonsense_IsRefused(int attempts, int first, double factor, int longest) =>
        Should.Throw<ArgumentOutOfRangeException>(() => RetryLadder.Exponential(
            attempts, TimeSpan.FromMilliseconds(first), factor, TimeSpan.FromMilliseconds(longest)));
}
