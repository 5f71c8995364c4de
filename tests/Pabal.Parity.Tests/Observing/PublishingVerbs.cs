using System.Text;
using RabbitMQ.Client;

namespace Pabal.Parity.Tests.Observing;

/// <summary>Publishes; on a channel in confirm mode each message is waited for.</summary>
internal static class PublishingVerbs
{
    /// <summary>Publishes to a queue by way of the default exchange.</summary>
    public static async Task SendAsync(this ObservedChannel channel, string queue, params string[] bodies)
    {
        foreach (var body in bodies)
            await channel.PublishAsync("", queue, body);
    }

    public static Task SendAsync(this ObservedChannel channel, string queue, string body, Action<BasicProperties> set) =>
        channel.PublishAsync("", queue, body, set);

    /// <param name="channel">Where.</param>
    /// <param name="exchange">The scenario's name of the exchange.</param>
    /// <param name="key">The routing key; with the default exchange the scenario's name of the queue.</param>
    /// <param name="body">The text.</param>
    /// <param name="set">Sets properties.</param>
    /// <param name="mandatory">Whether the broker is to return what reaches no queue.</param>
    public static async Task PublishAsync(
        this ObservedChannel channel, string exchange, string key, string body, Action<BasicProperties>? set = null,
        bool mandatory = false)
    {
        var what = $"publish {ValueText.Quoted(body)} to {(exchange.Length == 0 ? "" : $"{exchange} by ")}{ValueText.Quoted(key)}" +
            (mandatory ? " mandatory" : "");
        await channel.AskAsync(what, async opened =>
        {
            var properties = new BasicProperties();
            set?.Invoke(properties);
            if (properties.Headers is { } headers)
                properties.Headers = channel.Names.Table(headers.Select(header => (header.Key, header.Value)));
            var outcome = channel.Confirms
                ? channel.Outcomes.ExpectAsync(await opened.GetNextPublishSequenceNumberAsync())
                : Task.FromResult("sent");
            await opened.BasicPublishAsync(
                channel.Names.Of(exchange), exchange.Length == 0 ? channel.Names.Of(key) : key, mandatory, properties,
                Encoding.UTF8.GetBytes(body));
            var result = await outcome;
            return string.Concat(channel.Outcomes.TakeReturned().Select(text => $"returned {text}, ")) + result;
        });
    }

    /// <summary>Publishes several messages and waits for the confirms; nothing is written down.</summary>
    public static async Task PublishSilentlyAsync(
        this ObservedChannel channel, string exchange, int count, Func<int, string> key, Action<BasicProperties>? set = null)
    {
        var opened = await channel.OpenAsync();
        var outcomes = new List<Task>();
        for (var i = 0; i < count; i++)
        {
            var properties = new BasicProperties();
            set?.Invoke(properties);
            outcomes.Add(channel.Outcomes.ExpectAsync(await opened.GetNextPublishSequenceNumberAsync()));
            await opened.BasicPublishAsync(channel.Names.Of(exchange), key(i), mandatory: false, properties, "m"u8.ToArray());
        }
        await Task.WhenAll(outcomes).WithinAsync("the confirms");
    }

    /// <summary>Whether a message reaches the queue; nothing is written down.</summary>
    public static async Task<bool> IsRoutedAsync(this ObservedChannel channel, string queue)
    {
        var opened = await channel.OpenAsync();
        var outcome = channel.Outcomes.ExpectAsync(await opened.GetNextPublishSequenceNumberAsync());
        await opened.BasicPublishAsync("", channel.Names.Of(queue), mandatory: true, "probe"u8.ToArray());
        await outcome.WithinAsync("a confirm");
        return !channel.Outcomes.TakeReturned().Any();
    }

    /// <summary>Writes down what was returned on a channel without confirms, after waiting for it.</summary>
    public static async Task ReturnedAsync(this ObservedChannel channel)
    {
        var texts = await Waiting.UntilAsync(
            () => Task.FromResult(channel.Outcomes.TakeReturned().ToList()), list => list.Count > 0, "basic.return");
        foreach (var text in texts)
            channel.Write($"returned {text}");
    }

    public static Task SelectTransactionsAsync(this ObservedChannel channel) =>
        channel.AskAsync("tx.select", opened => opened.TxSelectAsync());

    public static Task CommitAsync(this ObservedChannel channel) =>
        channel.AskAsync("tx.commit", opened => opened.TxCommitAsync());

    public static Task RollBackAsync(this ObservedChannel channel) =>
        channel.AskAsync("tx.rollback", opened => opened.TxRollbackAsync());
}
