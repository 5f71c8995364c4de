using Pabal.Parity.Tests.Brokers;
using Pabal.Parity.Tests.Comparing;
using Pabal.Parity.Tests.Observing;

namespace Pabal.Parity.Tests.Scenarios;

/// <summary>
/// How long a consumer may take to acknowledge. RabbitMQ has one time for all channels that are opened while it is set, so
/// these run alone.
/// </summary>
[Collection(Alone)]
public class ConsumerTimeoutScenarios(BothBrokers brokers) : ParityTest(brokers)
{
    public const string Alone = "Scenarios that run alone";
    private const int TimeoutMs = 500;

    [Fact]
    public Task Timeout_OfAConsumer_GivesItsMessagesBack() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await c.SendAsync("q", "a", "b");
        await s.Administration.SetConsumerTimeoutAsync(s.Pattern("q"), TimeoutMs);
        var slow = c.Connection.Channel("slow");
        var consumer = await slow.ConsumeAsync("q", "slow");
        await slow.ConsumeAsync("q", "idle");
        // Channels that are opened from now on have the usual time again.
        await s.Administration.SetConsumerTimeoutAsync(s.Pattern("q"), null);
        await consumer.NextAsync();
        await Task.WhenAny(consumer.CancelledAsync(), slow.ClosedAsync());
        await c.ReadyAsync("q", 2);
        await c.DrainAsync("q");
    });
}

[CollectionDefinition(ConsumerTimeoutScenarios.Alone, DisableParallelization = true)]
public class AloneCollection;
