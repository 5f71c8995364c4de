using System.Diagnostics;
using Pabal.Bench.Amqp;

namespace Pabal.Bench.Backlogs;

/// <summary>Fills a queue as fast as the window of unconfirmed messages allows.</summary>
internal static class BacklogPublisher
{
    private const int BatchLength = 64 * 1024;

    /// <returns>From the first message to the last confirm.</returns>
    public static TimeSpan Run(int port, BacklogQueue queue, CancellationToken cancellation)
    {
        using var client = AmqpClient.Connect(port, BatchLength);
        client.SelectConfirms();
        var message = PublishFrames.Encode(queue.Name, new byte[queue.Length], persistent: true);
        var batch = new byte[Math.Max(1, BatchLength / message.Length) * message.Length];
        for (var at = 0; at < batch.Length; at += message.Length)
            message.CopyTo(batch, at);
        var confirms = new ConfirmTally();
        var started = Stopwatch.GetTimestamp();
        for (var sent = 0; sent < queue.Count;)
        {
            cancellation.ThrowIfCancellationRequested();
            var frames = batch.AsSpan(0, Math.Min(batch.Length / message.Length, queue.Count - sent) * message.Length);
            sent = Number(frames, message.Length, queue.Length, sent);
            client.Publish(frames);
            while ((ulong)sent > confirms.Complete && (client.HasInput || (ulong)sent - confirms.Complete > (ulong)queue.Window))
                confirms.Add(client.ReceiveConfirm());
        }
        while (confirms.Complete < (ulong)queue.Count)
            confirms.Add(client.ReceiveConfirm());
        return Stopwatch.GetElapsedTime(started);
    }

    private static int Number(Span<byte> frames, int messageLength, int bodyLength, int next)
    {
        // The octet that ends the body's frame stands behind it.
        for (var body = messageLength - bodyLength - 1; body < frames.Length; body += messageLength)
            BacklogBody.Fill(frames.Slice(body, bodyLength), next++);
        return next;
    }
}
