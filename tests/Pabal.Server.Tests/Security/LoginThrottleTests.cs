using System.Net;
using Pabal.Server.Security;

namespace Pabal.Server.Tests.Security;

public class LoginThrottleTests
{
    private static readonly IPAddress home = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress elsewhere = IPAddress.Parse("192.0.2.2");

    private readonly ManualTime time = new();
    private readonly LoginThrottle throttle;

    public LoginThrottleTests() => throttle = new LoginThrottle(time);

    [Fact]
    public void Refused_AgainAndAgain_IsAnsweredLaterUpToABound()
    {
        int[] expected = [100, 200, 400, 800, 1600, 3200, 5000, 5000];

        foreach (var delay in expected)
            throttle.OnRefused("user", home).ShouldBe(delay);
    }

    [Fact]
    public void Refused_FromManyAddresses_CountsForTheUser()
    {
        throttle.OnRefused("user", home);

        throttle.OnRefused("user", elsewhere).ShouldBe(200);
        throttle.OnRefused("other", elsewhere).ShouldBe(200);
        throttle.OnRefused("third", IPAddress.Parse("192.0.2.3")).ShouldBe(100);
    }

    [Fact]
    public void Accepted_ForgetsWhatFailed()
    {
        throttle.OnRefused("user", home);
        throttle.IsSuspect(home).ShouldBeTrue();

        throttle.OnAccepted("user", home);

        throttle.IsSuspect(home).ShouldBeFalse();
        throttle.OnRefused("user", home).ShouldBe(100);
    }

    [Fact]
    public void Failures_ThatAreLongAgo_CountNoMore()
    {
        throttle.OnRefused("user", home);

        time.Advance(TimeSpan.FromMinutes(11));

        throttle.IsSuspect(home).ShouldBeFalse();
        throttle.OnRefused("user", home).ShouldBe(100);
    }

    [Fact]
    public void AddressesOfOneNetwork_CountTogetherWithVersion6()
    {
        throttle.OnRefused("a", IPAddress.Parse("2001:db8::1"));

        throttle.OnRefused("b", IPAddress.Parse("2001:db8::2")).ShouldBe(200);
        throttle.OnRefused("c", IPAddress.Parse("2001:db8:0:1::1")).ShouldBe(100);
        throttle.OnRefused("d", home).ShouldBe(100);
        throttle.OnRefused("e", home.MapToIPv6()).ShouldBe(200);
    }

    [Fact]
    public void Failures_OfVeryManyAddresses_PushTheOldestOut()
    {
        throttle.OnRefused("first", home);
        for (var i = 0; i < 8192; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            throttle.OnRefused("same", new IPAddress([10, 0, (byte)(i >> 8), (byte)i]));
        }

        throttle.IsSuspect(home).ShouldBeFalse();
        throttle.IsSuspect(new IPAddress([10, 0, 0x1F, 0xFF])).ShouldBeTrue();
    }
}
