using Pabal.Parity.Tests.Brokers;
using Pabal.Parity.Tests.Comparing;
using Pabal.Parity.Tests.Observing;

namespace Pabal.Parity.Tests.Scenarios;

/// <summary>x-expires: a queue goes when it was unused for some time.</summary>
public class QueueExpiryScenarios(BothBrokers brokers) : ParityTest(brokers)
{
    private const int ExpiresMs = 600;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task UnusedQueue_WithMessages_GoesWithThem(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("dead");
        await c.DeclareAnyAsync(quorum, "q",
            ("x-expires", ExpiresMs), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "@dead"));
        await c.SendAsync("q", "a", "b");
        await VanishesAsync(c);
        await c.SettleDownAsync("dead");
        await c.CountAsync("dead");
    }, variant: quorum);

    [Fact]
    public Task Queue_WithAConsumer_Stays() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-expires", ExpiresMs));
        await c.ConsumeAsync("q", "c1");
        await Task.Delay(ExpiresMs * 2);
        await c.CountAsync("q");
        await c.CancelAsync("c1");
        await VanishesAsync(c);
    });

    [Fact]
    public Task Queue_GotFrom_CountsAsUsed() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-expires", ExpiresMs));
        for (var i = 0; i < 4; i++)
        {
            await Task.Delay(Step);
            await c.GetAsync("q");
        }
        await VanishesAsync(c);
    });

    [Fact]
    public Task Queue_DeclaredAgain_CountsAsUsed() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-expires", ExpiresMs));
        for (var i = 0; i < 4; i++)
        {
            await Task.Delay(Step);
            await c.DeclareAsync("q", ("x-expires", ExpiresMs));
        }
        await VanishesAsync(c);
    });

    [Fact]
    public Task Queue_DeclaredPassively_CountsAsUsed() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-expires", ExpiresMs));
        for (var i = 0; i < 4; i++)
        {
            await Task.Delay(Step);
            await c.CountAsync("q");
        }
        await VanishesAsync(c);
    });

    [Fact]
    public Task Queue_PublishedToAndBound_CountsAsUnused() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-expires", ExpiresMs));
        await Task.Delay(Step);
        await c.BindAsync("q", "amq.fanout");
        await c.SendAsync("q", "a");
        await Task.Delay(Step);
        await c.PurgeAsync("q");
        await VanishesAsync(c);
    });

    [Fact]
    public Task Queue_OfAnUnacknowledgedGet_GoesAllTheSame() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-expires", ExpiresMs));
        await c.SendAsync("q", "a");
        await c.TakeAsync("q");
        await VanishesAsync(c);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(315360000001)]
    [InlineData("100")]
    public Task Expires_OfAnyValue_IsAcceptedOrRefused(object value) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q", ("x-expires", value));
    }, variant: value);

    // Asking for the queue would count as use; publishing to it doesn't.
    private static async Task VanishesAsync(ObservedChannel channel)
    {
        var probe = channel.Connection.Channel("probe");
        await Waiting.UntilAsync(() => probe.IsRoutedAsync("q"), isRouted => !isRouted, "the end of q");
        await channel.CountAsync("q");
    }
}
