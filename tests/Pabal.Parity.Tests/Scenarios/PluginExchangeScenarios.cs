using Pabal.Parity.Tests.Brokers;
using Pabal.Parity.Tests.Comparing;
using Pabal.Parity.Tests.Observing;

namespace Pabal.Parity.Tests.Scenarios;

/// <summary>The exchange types of the plugins that come with RabbitMQ: x-consistent-hash and x-random.</summary>
public class PluginExchangeScenarios(BothBrokers brokers) : ParityTest(brokers)
{
    private const int Messages = 60;

    [Fact]
    public Task ConsistentHash_SendsAKeyAlwaysToTheSameQueue() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("x", "x-consistent-hash");
        foreach (var queue in Queues)
        {
            await c.DeclareAsync(queue);
            await c.BindAsync(queue, "x", "10");
        }
        var silent = s.Connection.Channel("silent");
        await silent.PublishSilentlyAsync("x", Messages, _ => "always the same");
        await WriteSharesAsync(c);
    });

    [Fact]
    public Task ConsistentHash_OfDifferentKeys_UsesAllQueuesOnceEach() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("x", "x-consistent-hash");
        foreach (var queue in Queues)
        {
            await c.DeclareAsync(queue);
            await c.BindAsync(queue, "x", "20");
        }
        await s.Connection.Channel("silent").PublishSilentlyAsync("x", Messages, i => $"key {i}");
        await WriteSharesAsync(c);
    });

    [Fact]
    public Task ConsistentHash_ByHeaderOrProperty_HashesThat() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("x", "x-consistent-hash", ("hash-header", "who"));
        await c.DeclareExchangeAsync("y", "x-consistent-hash", ("hash-property", "correlation_id"));
        foreach (var queue in Queues)
        {
            await c.DeclareAsync(queue);
            await c.BindAsync(queue, "x", "10");
            await c.BindAsync(queue, "y", "10");
        }
        var silent = s.Connection.Channel("silent");
        await silent.PublishSilentlyAsync("x", Messages, i => $"key {i}", p => p.Headers = new Dictionary<string, object?> { ["who"] = "me" });
        await WriteSharesAsync(c);
        foreach (var queue in Queues)
            await (await silent.OpenAsync()).QueuePurgeAsync(s.Names.Of(queue));
        await silent.PublishSilentlyAsync("y", Messages, i => $"key {i}", p => p.CorrelationId = "one");
        await WriteSharesAsync(c);
    });

    [Fact]
    public Task ConsistentHash_OfAnyArguments_IsAcceptedOrRefused() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("a", "x-consistent-hash", ("hash-header", "h"), ("hash-property", "message_id"));
        await c.DeclareExchangeAsync("b", "x-consistent-hash", ("hash-property", "nonsense"));
        await c.DeclareExchangeAsync("c", "x-consistent-hash", ("hash-header", 5));
        await c.DeclareExchangeAsync("d", "x-consistent-hash");
        await c.DeclareAsync("q");
        await c.BindAsync("q", "d", "abc");
        await c.BindAsync("q", "d", "-1");
        await c.BindAsync("q", "d", "0");
        await c.BindAsync("q", "d", "1.5");
        await c.BindAsync("q", "d", "");
        await c.BindAsync("q", "d", "2");
        await c.BindAsync("q", "d", "3");
    });

    [Fact]
    public Task ConsistentHash_WithoutBindings_ReturnsMandatoryMessages() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("x", "x-consistent-hash");
        await c.PublishAsync("x", "k", "a", mandatory: true);
        await c.DeclareAsync("q");
        await c.BindAsync("q", "x", "1");
        await c.PublishAsync("x", "k", "b", mandatory: true);
        await c.UnbindAsync("q", "x", "1");
        await c.PublishAsync("x", "k", "c", mandatory: true);
        await c.DrainAsync("q", 1);
    });

    [Fact]
    public Task Random_SendsEachMessageToOneQueue() => CompareAsync(async (s, c) =>
    {
        await c.DeclareExchangeAsync("x", "x-random");
        await c.PublishAsync("x", "k", "no queue yet", mandatory: true);
        foreach (var queue in Queues)
        {
            await c.DeclareAsync(queue);
            await c.BindAsync(queue, "x", $"key of {queue}");
        }
        await s.Connection.Channel("silent").PublishSilentlyAsync("x", Messages, _ => "k");
        await WriteSharesAsync(c);
    });

    private static string[] Queues => ["q1", "q2", "q3"];

    private static async Task WriteSharesAsync(ObservedChannel channel)
    {
        var opened = await channel.OpenAsync();
        var shares = new List<long>();
        foreach (var queue in Queues)
            shares.Add((await opened.QueueDeclarePassiveAsync(channel.Names.Of(queue))).MessageCount);
        channel.Write($"{shares.Sum()} messages in {shares.Count(share => share > 0)} queues");
    }
}
