namespace Pabal.Parity.Tests.Observing;

/// <summary>Declares, binds, counts, purges and deletes.</summary>
internal static class TopologyVerbs
{
    /// <summary>Declares a transient queue; a text of the form @name in its arguments stands for a name of the scenario.</summary>
    public static Task DeclareAsync(this ObservedChannel channel, string queue, params (string, object?)[] arguments) =>
        channel.DeclareAsync(queue, QueueTraits.None, arguments);

    public static Task DeclareQuorumAsync(this ObservedChannel channel, string queue, params (string, object?)[] arguments) =>
        channel.DeclareAsync(queue, QueueTraits.Durable, [("x-queue-type", "quorum"), .. arguments]);

    /// <summary>Declares a quorum queue or a transient classic one.</summary>
    public static Task DeclareAnyAsync(
        this ObservedChannel channel, bool quorum, string queue, params (string, object?)[] arguments) =>
        quorum ? channel.DeclareQuorumAsync(queue, arguments) : channel.DeclareAsync(queue, arguments);

    public static Task DeclareAsync(
        this ObservedChannel channel, string queue, QueueTraits traits, params (string, object?)[] arguments) =>
        channel.AskAsync($"declare {queue}{Describe(traits, arguments)}", async opened =>
        {
            var answer = await opened.QueueDeclareAsync(
                channel.Names.Of(queue), traits.HasFlag(QueueTraits.Durable), traits.HasFlag(QueueTraits.Exclusive),
                traits.HasFlag(QueueTraits.AutoDelete), channel.Names.Table(arguments));
            return $"{answer.QueueName} has {answer.MessageCount} messages, {answer.ConsumerCount} consumers";
        });

    /// <summary>Writes down how many messages are ready, and how many consumers there are.</summary>
    public static Task CountAsync(this ObservedChannel channel, string queue) =>
        channel.AskAsync($"count {queue}", async opened =>
        {
            var answer = await opened.QueueDeclarePassiveAsync(channel.Names.Of(queue));
            return $"{answer.MessageCount} messages, {answer.ConsumerCount} consumers";
        });

    /// <summary>Waits until so many messages are ready, and writes down that they are.</summary>
    public static Task ReadyAsync(this ObservedChannel channel, string queue, uint count) =>
        channel.AskAsync($"wait for {count} in {queue}", async opened =>
        {
            await Waiting.UntilAsync(
                async () => (await opened.QueueDeclarePassiveAsync(channel.Names.Of(queue))).MessageCount,
                ready => ready == count, $"{count} messages in {queue}");
        });

    /// <summary>Waits until the queue has so many consumers, and writes down that it has.</summary>
    public static Task ConsumersAsync(this ObservedChannel channel, string queue, uint count) =>
        channel.AskAsync($"wait for {count} consumers of {queue}", async opened =>
        {
            await Waiting.UntilAsync(
                async () => (await opened.QueueDeclarePassiveAsync(channel.Names.Of(queue))).ConsumerCount,
                consumers => consumers == count, $"{count} consumers of {queue}");
        });

    /// <summary>Waits until the queue is gone, and writes down that it is.</summary>
    public static async Task GoneAsync(this ObservedChannel channel, string queue)
    {
        var probe = channel.Connection.Channel("probe");
        await Waiting.UntilAsync(() => probe.IsRoutedAsync(queue), isRouted => !isRouted, $"the end of {queue}");
        channel.Write($"{queue} is gone");
    }

    public static Task PurgeAsync(this ObservedChannel channel, string queue) =>
        channel.AskAsync($"purge {queue}", async opened =>
            $"{await opened.QueuePurgeAsync(channel.Names.Of(queue))} messages");

    public static Task DeleteAsync(this ObservedChannel channel, string queue, bool ifUnused = false, bool ifEmpty = false) =>
        channel.AskAsync($"delete {queue}{(ifUnused ? " if-unused" : "")}{(ifEmpty ? " if-empty" : "")}", async opened =>
            $"{await opened.QueueDeleteAsync(channel.Names.Of(queue), ifUnused, ifEmpty)} messages");

    public static Task DeclareExchangeAsync(
        this ObservedChannel channel, string exchange, string type, params (string, object?)[] arguments) =>
        channel.DeclareExchangeAsync(exchange, type, QueueTraits.None, arguments);

    public static Task DeclareExchangeAsync(
        this ObservedChannel channel, string exchange, string type, QueueTraits traits, params (string, object?)[] arguments) =>
        channel.AskAsync($"declare {type} exchange {exchange}{Describe(traits, arguments)}", opened =>
            opened.ExchangeDeclareAsync(
                channel.Names.Of(exchange), type, traits.HasFlag(QueueTraits.Durable), traits.HasFlag(QueueTraits.AutoDelete),
                channel.Names.Table(arguments)));

    public static Task DeleteExchangeAsync(this ObservedChannel channel, string exchange, bool ifUnused = false) =>
        channel.AskAsync($"delete exchange {exchange}{(ifUnused ? " if-unused" : "")}", opened =>
            opened.ExchangeDeleteAsync(channel.Names.Of(exchange), ifUnused));

    public static Task CheckExchangeAsync(this ObservedChannel channel, string exchange) =>
        channel.AskAsync($"check exchange {exchange}", opened => opened.ExchangeDeclarePassiveAsync(channel.Names.Of(exchange)));

    public static Task BindAsync(
        this ObservedChannel channel, string queue, string exchange, string key = "", params (string, object?)[] arguments) =>
        channel.AskAsync($"bind {queue} to {exchange} by {ValueText.Quoted(key)}", opened =>
            opened.QueueBindAsync(channel.Names.Of(queue), channel.Names.Of(exchange), key, channel.Names.Table(arguments)));

    public static Task UnbindAsync(
        this ObservedChannel channel, string queue, string exchange, string key = "", params (string, object?)[] arguments) =>
        channel.AskAsync($"unbind {queue} from {exchange} by {ValueText.Quoted(key)}", opened =>
            opened.QueueUnbindAsync(channel.Names.Of(queue), channel.Names.Of(exchange), key, channel.Names.Table(arguments)));

    public static Task BindExchangeAsync(
        this ObservedChannel channel, string destination, string source, string key = "", params (string, object?)[] arguments) =>
        channel.AskAsync($"bind exchange {destination} to {source} by {ValueText.Quoted(key)}", opened =>
            opened.ExchangeBindAsync(
                channel.Names.Of(destination), channel.Names.Of(source), key, channel.Names.Table(arguments)));

    public static Task UnbindExchangeAsync(this ObservedChannel channel, string destination, string source, string key = "") =>
        channel.AskAsync($"unbind exchange {destination} from {source} by {ValueText.Quoted(key)}", opened =>
            opened.ExchangeUnbindAsync(channel.Names.Of(destination), channel.Names.Of(source), key));

    private static string Describe(QueueTraits traits, (string Name, object? Value)[] arguments) =>
        (traits == QueueTraits.None ? "" : $" ({traits})") +
        string.Concat(arguments.Select(argument => $" {argument.Name}={ValueText.Of(argument.Value)}"));
}
