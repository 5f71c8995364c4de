using System.Collections.Concurrent;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Pabal.Parity.Tests.Observing;

/// <summary>What became of the messages published on a channel in confirm mode, and what came back.</summary>
internal sealed class Outcomes
{
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<string>> waiting = [];
    private readonly ConcurrentQueue<string> returned = [];
    private string? closed;
    private ulong settledUpTo;

    public Outcomes(IChannel channel)
    {
        channel.BasicAcksAsync += (_, ack) => Settle(ack.DeliveryTag, ack.Multiple, "confirmed");
        channel.BasicNacksAsync += (_, nack) => Settle(nack.DeliveryTag, nack.Multiple, "nacked");
        channel.BasicReturnAsync += (_, message) => Return(message);
        channel.ChannelShutdownAsync += (_, reason) => Close(reason);
    }

    /// <summary>Has to be called before the message is published.</summary>
    public Task<string> ExpectAsync(ulong sequence)
    {
        var outcome = waiting.GetOrAdd(sequence, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (closed is { } reason)
            outcome.TrySetResult(reason);
        return outcome.Task;
    }

    /// <summary>The messages that came back since the last call, as text.</summary>
    public IEnumerable<string> TakeReturned()
    {
        while (returned.TryDequeue(out var text))
            yield return text;
    }

    private Task Settle(ulong sequence, bool multiple, string outcome)
    {
        for (var number = multiple ? settledUpTo + 1 : sequence; number <= sequence; number++)
        {
            if (waiting.TryGetValue(number, out var source))
                source.TrySetResult(outcome);
        }
        if (multiple)
            settledUpTo = sequence;
        return Task.CompletedTask;
    }

    private Task Return(BasicReturnEventArgs message)
    {
        returned.Enqueue(
            $"{message.ReplyCode} {message.ReplyText} {ObservedMessage.Body(message.Body)} " +
            ObservedMessage.Origin(message.Exchange, message.RoutingKey, message.BasicProperties));
        return Task.CompletedTask;
    }

    private Task Close(ShutdownEventArgs reason)
    {
        closed = ObservedChannel.Describe(reason);
        foreach (var source in waiting.Values)
            source.TrySetResult(closed);
        return Task.CompletedTask;
    }
}
