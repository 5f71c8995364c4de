using System.Diagnostics;
using Pabal.Bench.Amqp;

namespace Pabal.Bench.Backlogs;

/// <summary>Drains a queue, and looks at every message: none may be missing, twice, changed or out of order.</summary>
internal static class BacklogConsumer
{
    private const int ReceiveLength = 256 * 1024;
    private const ushort Prefetch = 2_000;
    private const int Acknowledged = 500;

    /// <returns>From the start of the consumer to the last acknowledgement.</returns>
    /// <exception cref="BenchException">A message was not the one that had to come.</exception>
    public static TimeSpan Run(int port, BacklogQueue queue, CancellationToken cancellation)
    {
        using var client = AmqpClient.Connect(port, ReceiveLength);
        var started = Stopwatch.GetTimestamp();
        client.Consume(queue.Name, Prefetch);
        for (var number = 0; number < queue.Count; number++)
        {
            var body = client.ReceiveDelivery();
            if (body.Length != queue.Length || !BacklogBody.IsOf(number, body))
            {
                throw new BenchException(
                    $"{queue.Name}: {body.Length} octets of message {BacklogBody.NumberOf(body):N0} came in place of {number:N0}");
            }
            // Tags count deliveries from 1.
            if ((number + 1) % Acknowledged != 0 && number + 1 != queue.Count)
                continue;
            client.Acknowledge((ulong)number + 1);
            cancellation.ThrowIfCancellationRequested();
        }
        client.Synchronize();
        return Stopwatch.GetElapsedTime(started);
    }
}
