using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>Reads what a publisher is told of its messages.</summary>
internal static class PublishOutcomes
{
    /// <summary>Reads acks and nacks up to a tag.</summary>
    /// <returns>A character for each message: '+' when it was stored, '-' when not.</returns>
    public static async Task<string> OutcomesAsync(this AmqpTestClient client, int upTo)
    {
        var outcomes = "";
        while (outcomes.Length < upTo)
        {
            var frame = (await client.ReadAsync()).ShouldNotBeNull();
            var isAck = frame.Description == nameof(BasicAck);
            var arguments = frame.Payload.AsSpan(4);
            var (tag, multiple) = isAck
                ? Of(MethodFrame.ReadArguments<BasicAck>(arguments))
                : Of(MethodFrame.ReadArguments<BasicNack>(arguments));
            tag.ShouldBeGreaterThan(outcomes.Length, "in order, and each once");
            (multiple || tag == outcomes.Length + 1).ShouldBeTrue();
            outcomes = outcomes.PadRight(tag, isAck ? '+' : '-');
        }
        return outcomes;
    }

    private static (int Tag, bool Multiple) Of(BasicAck ack) => ((int)ack.DeliveryTag, ack.Multiple);

    private static (int Tag, bool Multiple) Of(BasicNack nack) => ((int)nack.DeliveryTag, nack.Multiple);
}
