namespace Pabal.Parity.Tests.Observing;

/// <summary>Gets, consumes and settles.</summary>
internal static class ConsumingVerbs
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets a message, to be settled by the scenario; null when there is none.</summary>
    public static async Task<ObservedMessage?> GetAsync(this ObservedChannel channel, string queue, bool autoAck = false)
    {
        ObservedMessage? message = null;
        await channel.AskAsync($"get {queue}", async opened =>
        {
            var result = await opened.BasicGetAsync(channel.Names.Of(queue), autoAck);
            message = result is null ? null : ObservedMessage.From(result);
            return result is null ? "empty" : $"{message!.Text}, {result.MessageCount} left";
        });
        return message;
    }

    /// <summary>Gets a message that must be there.</summary>
    public static async Task<ObservedMessage> TakeAsync(this ObservedChannel channel, string queue) =>
        await channel.GetAsync(queue) ?? throw new InvalidOperationException($"nothing in {queue}");

    /// <summary>Waits until so many messages are ready, and takes them all.</summary>
    public static async Task DrainAsync(this ObservedChannel channel, string queue, uint count)
    {
        await channel.ReadyAsync(queue, count);
        await channel.DrainAsync(queue);
    }

    /// <summary>Takes everything that is ready.</summary>
    public static async Task DrainAsync(this ObservedChannel channel, string queue)
    {
        while (await channel.GetAsync(queue, autoAck: true) is not null)
        {
        }
    }

    public static Task AckAsync(this ObservedChannel channel, ObservedMessage message, bool multiple = false) =>
        channel.AskAsync($"ack {message.Tag}{Multiple(multiple)}", async opened =>
            await opened.BasicAckAsync(message.Tag, multiple));

    public static Task NackAsync(this ObservedChannel channel, ObservedMessage message, bool requeue, bool multiple = false) =>
        channel.AskAsync($"nack {message.Tag}{Multiple(multiple)}{(requeue ? " requeue" : "")}", async opened =>
            await opened.BasicNackAsync(message.Tag, multiple, requeue));

    public static Task RejectAsync(this ObservedChannel channel, ObservedMessage message, bool requeue = false) =>
        channel.AskAsync($"reject {message.Tag}{(requeue ? " requeue" : "")}", async opened =>
            await opened.BasicRejectAsync(message.Tag, requeue));

    public static Task PrefetchAsync(this ObservedChannel channel, ushort count, bool global = false) =>
        channel.AskAsync($"qos {count}{(global ? " global" : "")}", opened => opened.BasicQosAsync(0, count, global));

    /// <summary>Consumes; null when that was refused.</summary>
    public static async Task<ObservedConsumer> ConsumeAsync(
        this ObservedChannel channel, string queue, string tag, bool autoAck = false, bool exclusive = false,
        params (string, object?)[] arguments)
    {
        var consumer = new ObservedConsumer(await channel.OpenAsync(), channel, tag);
        await channel.AskAsync($"consume {queue} as {tag}{(autoAck ? " auto-ack" : "")}{(exclusive ? " exclusive" : "")}", opened =>
            opened.BasicConsumeAsync(
                channel.Names.Of(queue), autoAck, tag, noLocal: false, exclusive, channel.Names.Table(arguments), consumer));
        return consumer;
    }

    public static Task CancelAsync(this ObservedChannel channel, string tag) =>
        channel.AskAsync($"cancel {tag}", opened => opened.BasicCancelAsync(tag));

    /// <summary>Gives the broker time to do what it should not do.</summary>
    public static async Task SettleDownAsync(this ObservedChannel channel, string queue)
    {
        await (await channel.OpenAsync()).QueueDeclarePassiveAsync(channel.Names.Of(queue));
        await Task.Delay(Quiet);
    }

    private static string Multiple(bool multiple) => multiple ? " multiple" : "";
}
