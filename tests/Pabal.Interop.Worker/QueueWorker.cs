using System.Text;
using System.Threading.Channels;
using RabbitMQ.Client;

namespace Pabal.Interop.Worker;

/// <summary>Takes what is delivered, and works on one message at a time when it is allowed to.</summary>
internal sealed class QueueWorker(IChannel channel, string queue) : AsyncDefaultBasicConsumer(channel), IDisposable
{
    private readonly Channel<(string Message, ulong Tag, bool Redelivered)> waiting =
        System.Threading.Channels.Channel.CreateUnbounded<(string, ulong, bool)>();

    private readonly SemaphoreSlim allowed = new(0);
    private readonly CancellationTokenSource stopping = new();

    public void Allow(int messages) => allowed.Release(messages);

    public void Stop() => stopping.Cancel();

    public void Dispose()
    {
        allowed.Dispose();
        stopping.Dispose();
    }

    public override async Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey,
        IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        var message = Encoding.UTF8.GetString(body.Span);
        Journal.Write("received", message, redelivered);
        await waiting.Writer.WriteAsync((message, deliveryTag, redelivered), cancellationToken);
    }

    public async Task RunAsync()
    {
        try
        {
            await foreach (var (message, tag, redelivered) in waiting.Reader.ReadAllAsync(stopping.Token))
            {
                Journal.Write("began", message, redelivered);
                await allowed.WaitAsync(stopping.Token);
                await Channel.BasicAckAsync(tag, multiple: false);
                // The answer to a later request means that the broker has the acknowledgement.
                await Channel.QueueDeclarePassiveAsync(queue);
                Journal.Write("finished", message, redelivered);
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop: what it holds goes back to the queue with its channel.
        }
    }
}
