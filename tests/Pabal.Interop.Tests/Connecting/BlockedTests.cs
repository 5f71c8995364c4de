using Pabal.Server;

namespace Pabal.Interop.Tests.Connecting;

public class BlockedTests : BrokerTest
{
    private static readonly byte[] Body = new byte[256 * 1024];

    protected override void Configure(PabalOptions options) => options.MemoryLimit = 16 * 1024 * 1024;

    [Fact]
    public async Task Publisher_AboveTheMemoryLimit_IsBlockedUntilTheQueueIsDrained()
    {
        _ = Broker;
        var queue = await DeclareSharedQueueAsync();
        var publisher = await ConnectAsync();
        var blocked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var unblocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        publisher.ConnectionBlockedAsync += (_, arguments) =>
        {
            blocked.TrySetResult(arguments.Reason);
            return Task.CompletedTask;
        };
        publisher.ConnectionUnblockedAsync += (_, _) =>
        {
            unblocked.TrySetResult();
            return Task.CompletedTask;
        };
        var publishing = PublishUntilAsync(publisher, queue, blocked.Task);

        (await blocked.Task.WithinAsync()).ShouldBe("low on memory");
        var inbox = await Inbox.OpenAsync(Channel, queue, autoAck: true);
        await unblocked.Task.WithinAsync();

        var published = await publishing.WithinAsync();
        published.ShouldBeGreaterThanOrEqualTo(48);
        (await inbox.NextAsync(published)).ShouldAllBe(delivery => delivery.Body.Length == Body.Length);
    }

    [Fact]
    public async Task Publisher_BelowTheMemoryLimit_HearsNothingOfIt()
    {
        var heard = new List<string>();
        Connection.ConnectionBlockedAsync += (_, _) => Hear("blocked");
        Connection.ConnectionUnblockedAsync += (_, _) => Hear("unblocked");
        var queue = await DeclareQueueAsync();

        await Channel.SendAsync(queue, "one", "two");
        (await Channel.DrainAsync(queue)).Count.ShouldBe(2);

        heard.ShouldBeEmpty();

        Task Hear(string what)
        {
            heard.Add(what);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Consumer_AboveTheMemoryLimit_IsNotBlocked()
    {
        _ = Broker;
        var queue = await DeclareSharedQueueAsync();
        var publisher = await ConnectAsync();
        var blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        publisher.ConnectionBlockedAsync += (_, _) =>
        {
            blocked.TrySetResult();
            return Task.CompletedTask;
        };
        var publishing = PublishUntilAsync(publisher, queue, blocked.Task);
        await blocked.Task.WithinAsync();

        (await Channel.BasicGetAsync(queue, autoAck: true)).ShouldNotBeNull().Body.Length.ShouldBe(Body.Length);
        (await Channel.QueueDeclareAsync()).QueueName.ShouldStartWith("amq.gen-");

        // What the blocked publisher has on its way is more than the limit: it can close only when all of that was taken.
        var inbox = await Inbox.OpenAsync(Channel, queue, autoAck: true);
        await inbox.NextAsync(await publishing.WithinAsync() - 1);
    }

    private static async Task<int> PublishUntilAsync(IConnection connection, string queue, Task blocked)
    {
        var channel = await connection.CreateChannelAsync();
        var published = 0;
        for (; !blocked.IsCompleted; published++)
            await channel.BasicPublishAsync("", queue, Body);
        return published;
    }
}
