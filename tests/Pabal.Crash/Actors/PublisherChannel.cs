using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Actors;

/// <summary>A channel with publisher confirms that keeps the ledger. Sending is for one thread.</summary>
internal sealed class PublisherChannel : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly IChannel channel;
    private readonly Ledger ledger;
    private readonly int publisher;
    private readonly Lock gate = new();
    private readonly SortedDictionary<ulong, Publication> pending = [];
    // The client's queue of frames to send may be full when the connection breaks, and then nobody empties it.
    private readonly CancellationTokenSource broken = new();
    private TaskCompletionSource? waiter;
    private int waitsFor;
    private ulong lastTag;

    private PublisherChannel(IChannel channel, Ledger ledger, int publisher)
    {
        this.channel = channel;
        this.ledger = ledger;
        this.publisher = publisher;
        channel.BasicAcksAsync += (_, answer) => Answer(answer.DeliveryTag, answer.Multiple, confirmed: true);
        channel.BasicNacksAsync += (_, answer) => Answer(answer.DeliveryTag, answer.Multiple, confirmed: false);
        channel.ChannelShutdownAsync += (_, _) => Break();
    }

    public static async Task<PublisherChannel> OpenAsync(IConnection connection, Ledger ledger, int publisher)
    {
        var options = new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false);
        return new PublisherChannel(await connection.CreateChannelAsync(options), ledger, publisher);
    }

    /// <summary>Publishes to a queue by way of the default exchange.</summary>
    public Task SendAsync(string queue, int length, bool persistent = true) => SendAsync("", queue, length, persistent, [queue]);

    public Task SendAsync(string exchange, string key, int length, bool persistent, IReadOnlyList<string> queues)
    {
        var message = ledger.Prepare(new Publication(), publisher, length, persistent, queues);
        return SendAsync(message, exchange, key, new BasicProperties { Persistent = persistent });
    }

    /// <summary>Publishes a message of which the ledger knows, for the first time.</summary>
    public Task SendAsync(Message message, string exchange, string key, BasicProperties properties)
    {
        ledger.Send(message.Publication);
        return PublishAsync(message, message.Publication, exchange, key, properties);
    }

    /// <summary>Publishes a message again; what is answered says nothing of it.</summary>
    public Task RepeatAsync(Message message, string exchange, string key, BasicProperties properties) =>
        PublishAsync(message, new Publication(), exchange, key, properties);

    /// <summary>Waits until at most so many messages have no answer yet.</summary>
    public Task AnsweredAsync(int atMost = 0)
    {
        lock (gate)
        {
            if (pending.Count <= atMost)
                return Task.CompletedTask;
            waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waitsFor = atMost;
            if (!channel.IsOpen)
                waiter.SetException(Broken());
            return waiter.Task.WaitAsync(Deadline);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        broken.Dispose();
    }

    private async Task PublishAsync(Message message, Publication answered, string exchange, string key, BasicProperties properties)
    {
        lock (gate)
            pending.Add(++lastTag, answered);
        await channel.BasicPublishAsync(exchange, key, mandatory: false, properties, MessageBody.Create(message), broken.Token);
    }

    private static IOException Broken() => new("the channel was closed while it waited for confirms");

    private Task Answer(ulong tag, bool multiple, bool confirmed)
    {
        lock (gate)
        {
            while (multiple && pending.Count > 0 && pending.First() is var (first, publication) && first <= tag)
                Answer(first, publication, confirmed);
            if (pending.TryGetValue(tag, out var single))
                Answer(tag, single, confirmed);
            if (pending.Count <= waitsFor)
                waiter?.TrySetResult();
        }
        return Task.CompletedTask;
    }

    // What was refused may be there or not, as if there had been no answer.
    private void Answer(ulong tag, Publication publication, bool confirmed)
    {
        pending.Remove(tag);
        if (confirmed)
            ledger.Confirm(publication);
    }

    private Task Break()
    {
        lock (gate)
            waiter?.TrySetException(Broken());
        return broken.CancelAsync();
    }
}
