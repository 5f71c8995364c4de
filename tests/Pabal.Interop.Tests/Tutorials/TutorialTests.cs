namespace Pabal.Interop.Tests.Tutorials;

/// <summary>What RabbitMQ's seven tutorials teach, each shown to hold.</summary>
public class TutorialTests : BrokerTest
{
    [Fact]
    public async Task HelloWorld_ArrivesAtTheReceiver()
    {
        var queue = await DeclareSharedQueueAsync();
        var receiver = await Inbox.OpenAsync(await ChannelOfAnotherAsync(), queue, autoAck: true);

        await Channel.PublishAsync("", queue, "Hello World!");

        (await receiver.NextAsync()).Text.ShouldBe("Hello World!");
    }

    [Fact]
    public async Task WorkQueue_GivesEachTaskToTheWorkerThatIsFree()
    {
        var tasks = Unique("tasks");
        await Channel.QueueDeclareAsync(tasks, durable: true, exclusive: false, autoDelete: false);
        var (slow, fast) = (await ChannelOfAnotherAsync(), await ChannelOfAnotherAsync());
        await slow.BasicQosAsync(0, 1, global: false);
        await fast.BasicQosAsync(0, 1, global: false);
        var slowWorker = await Inbox.OpenAsync(slow, tasks);
        var fastWorker = await Inbox.OpenAsync(fast, tasks);

        foreach (var task in new[] { "long", "a", "b", "c" })
            await Channel.PublishAsync("", tasks, task, properties: new BasicProperties { Persistent = true });

        (await slowWorker.NextAsync()).Text.ShouldBe("long");
        foreach (var expected in new[] { "a", "b", "c" })
        {
            var task = await fastWorker.NextAsync();
            task.Text.ShouldBe(expected);
            await fast.BasicAckAsync(task.Tag, multiple: false);
        }

        // The worker dies with its task: another one gets it.
        await slow.CloseAsync();
        var again = await fastWorker.NextAsync();
        (again.Text, again.Redelivered).ShouldBe(("long", true));
    }

    [Fact]
    public async Task PublishSubscribe_GivesEverySubscriberItsCopy()
    {
        var logs = await DeclareExchangeAsync("fanout");
        await Channel.PublishAsync(logs, "", "before anybody listened");
        // The answer to a later request means that the message was routed: to nobody.
        await Channel.ExchangeDeclarePassiveAsync(logs);
        var screen = await SubscribeAsync(logs, "");
        var file = await SubscribeAsync(logs, "");

        await Channel.PublishAsync(logs, "", "info: Hello World!");

        (await screen.NextAsync()).Text.ShouldBe("info: Hello World!");
        (await file.NextAsync()).Text.ShouldBe("info: Hello World!");
    }

    [Fact]
    public async Task Routing_GivesSubscribersTheSeveritiesTheyChose()
    {
        var logs = await DeclareExchangeAsync("direct");
        var errors = await SubscribeAsync(logs, "error");
        var everything = await SubscribeAsync(logs, "info", "warning", "error");

        foreach (var severity in new[] { "info", "warning", "error", "debug" })
            await Channel.PublishAsync(logs, severity, severity);

        (await everything.NextTextsAsync(3)).ShouldBe(["info", "warning", "error"]);
        (await errors.NextAsync()).Text.ShouldBe("error");
    }

    [Fact]
    public async Task Topics_GiveSubscribersWhatTheirPatternsMatch()
    {
        var logs = await DeclareExchangeAsync("topic");
        var kernel = await SubscribeAsync(logs, "kern.*");
        var critical = await SubscribeAsync(logs, "*.critical");
        var all = await SubscribeAsync(logs, "#");

        foreach (var key in new[] { "kern.info", "kern.critical", "cron.critical", "cron.job.started" })
            await Channel.PublishAsync(logs, key, key);

        (await all.NextTextsAsync(4)).ShouldBe(["kern.info", "kern.critical", "cron.critical", "cron.job.started"]);
        (await kernel.NextTextsAsync(2)).ShouldBe(["kern.info", "kern.critical"]);
        (await critical.NextTextsAsync(2)).ShouldBe(["kern.critical", "cron.critical"]);
        (kernel.Count + critical.Count).ShouldBe(0);
    }

    [Fact]
    public async Task Rpc_AnswersEachCallWithItsCorrelation()
    {
        var calls = await DeclareSharedQueueAsync();
        var server = await ChannelOfAnotherAsync();
        var requests = await Inbox.OpenAsync(server, calls);
        var callbacks = await DeclareSharedQueueAsync();
        var replies = await Inbox.OpenAsync(Channel, callbacks, autoAck: true);

        for (var n = 0; n < 10; n++)
        {
            var properties = new BasicProperties { ReplyTo = callbacks, CorrelationId = $"call-{n}" };
            await Channel.PublishAsync("", calls, $"{n}", properties: properties);
        }
        // Answered in another order than asked: the correlation tells which answer belongs to which call.
        var asked = await requests.NextAsync(10);
        asked.Reverse();
        foreach (var request in asked)
        {
            await server.PublishAsync(
                "", request.Properties.ReplyTo.ShouldNotBeNull(), $"{Fibonacci(int.Parse(request.Text))}",
                properties: new BasicProperties { CorrelationId = request.Properties.CorrelationId });
            await server.BasicAckAsync(request.Tag, multiple: false);
        }

        var answers = (await replies.NextAsync(10)).ToDictionary(reply => reply.Properties.CorrelationId!, reply => reply.Text);
        Enumerable.Range(0, 10).Select(n => answers[$"call-{n}"])
            .ShouldBe(["0", "1", "1", "2", "3", "5", "8", "13", "21", "34"]);
    }

    [Fact]
    public async Task PublisherConfirms_SayOneByOneOrInBatchesThatAllArrived()
    {
        var queue = await DeclareSharedQueueAsync();
        var publisher = await (await ConnectAsync()).CreateChannelAsync(new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));

        for (var i = 0; i < 20; i++)
            await publisher.PublishAsync("", queue, "one by one");
        for (var batch = 0; batch < 5; batch++)
            await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => publisher.PublishAsync("", queue, "in a batch").AsTask()));

        (await Channel.DrainAsync(queue)).Count.ShouldBe(520);
    }

    private static int Fibonacci(int n) => n < 2 ? n : Fibonacci(n - 1) + Fibonacci(n - 2);

    private async Task<IChannel> ChannelOfAnotherAsync() => await (await ConnectAsync()).CreateChannelAsync();

    private async Task<Inbox> SubscribeAsync(string exchange, params string[] keys)
    {
        var channel = await ChannelOfAnotherAsync();
        string queue = await channel.QueueDeclareAsync();
        foreach (var key in keys)
            await channel.QueueBindAsync(queue, exchange, key);
        return await Inbox.OpenAsync(channel, queue, autoAck: true);
    }
}
