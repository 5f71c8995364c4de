using System.Text;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Pabal.Interop.Tests;

/// <summary>What most tests do with a channel.</summary>
internal static class Messaging
{
    /// <summary>Publishes texts to a queue by way of the default exchange.</summary>
    public static async Task SendAsync(this IChannel channel, string queue, params string[] texts)
    {
        foreach (var text in texts)
            await channel.PublishAsync("", queue, text);
    }

    public static ValueTask PublishAsync(
        this IChannel channel, string exchange, string routingKey, string text, bool mandatory = false,
        BasicProperties? properties = null) =>
        channel.BasicPublishAsync(exchange, routingKey, mandatory, properties ?? new BasicProperties(), Encoding.UTF8.GetBytes(text));

    /// <summary>Takes everything that waits in a queue.</summary>
    public static async Task<List<string>> DrainAsync(this IChannel channel, string queue)
    {
        var texts = new List<string>();
        while (await channel.BasicGetAsync(queue, autoAck: true) is { } result)
            texts.Add(Encoding.UTF8.GetString(result.Body.Span));
        return texts;
    }

    /// <summary>Completes with the reason when the channel is closed, by whomever.</summary>
    public static Task<ShutdownEventArgs> WhenClosed(this IChannel channel)
    {
        var closed = new TaskCompletionSource<ShutdownEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            closed.TrySetResult(reason);
            return Task.CompletedTask;
        };
        return closed.Task.WithinAsync();
    }

    /// <summary>Completes with the reason when the connection is closed, by whomever.</summary>
    public static Task<ShutdownEventArgs> WhenClosed(this IConnection connection)
    {
        var closed = new TaskCompletionSource<ShutdownEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionShutdownAsync += (_, reason) =>
        {
            closed.TrySetResult(reason);
            return Task.CompletedTask;
        };
        return closed.Task.WithinAsync();
    }

    /// <summary>The reply code and text with which the broker refuses what is asked.</summary>
    public static async Task<(int Code, string Text)> RefusalAsync(Func<Task> ask)
    {
        var refusal = await Should.ThrowAsync<OperationInterruptedException>(ask);
        return refusal.ShutdownReason.ShouldNotBeNull().Reply();
    }

    public static (int Code, string Text) Reply(this ShutdownEventArgs reason) => (reason.ReplyCode, reason.ReplyText);
}
