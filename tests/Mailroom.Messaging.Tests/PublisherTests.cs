using System.Diagnostics;
using Mailroom.Mail.Tests;
using Mailroom.Messaging.Events;

namespace Mailroom.Messaging.Tests;

public class PublisherTests
{
    [Fact]
    public async Task Publish_WhenItReturns_IsInTheQueue()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);

        await client.Publisher.PublishAsync(Sample.SendMail(), default).WithinAsync();

        (await client.CountAsync(Topology.Commands)).ShouldBe(1u);
        var message = await client.TakeAsync(Topology.Commands);
        EventJson.Read(message.Body.Span).ShouldBeEquivalentTo(Sample.SendMail());
        message.BasicProperties.MessageId.ShouldBe("event");
        message.BasicProperties.CorrelationId.ShouldBe("correlation");
        message.BasicProperties.Type.ShouldBe("mail.send");
        message.BasicProperties.Persistent.ShouldBeTrue();
    }

    [Fact]
    public async Task Publish_OfEveryType_GoesWhereItIsConsumed()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);

        foreach (var content in Sample.All())
            await client.Publisher.PublishAsync(content, default).WithinAsync();

        (await client.CountAsync(Topology.Commands)).ShouldBe(1u);
        (await client.CountAsync(Topology.Cancellations)).ShouldBe(1u);
        (await client.CountAsync(Topology.Results)).ShouldBe(6u);
        (await client.CountAsync(Topology.Received)).ShouldBe(1u);
        (await client.CountAsync(Topology.Dead)).ShouldBe(0u);
    }

    [Fact]
    public async Task Topology_DeclaredByASecondProcess_IsTheSame()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var first = await Client.ConnectAsync(broker, TestLadder.Short);
        await using var second = await Client.ConnectAsync(broker, TestLadder.Short);

        await first.Publisher.PublishAsync(Sample.SendMail("1"), default).WithinAsync();
        await second.Publisher.PublishAsync(Sample.SendMail("2"), default).WithinAsync();

        (await first.CountAsync(Topology.Commands)).ShouldBe(2u);
    }

    [Fact]
    public async Task Publish_IntoAQueueThatWasDeleted_FailsOnceAndMakesItAgain()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        await client.Publisher.PublishAsync(Sample.SendMail(), default).WithinAsync();
        await using var side = await client.Side.CreateChannelAsync();
        await side.QueueDeleteAsync(Topology.Commands, ifUnused: false, ifEmpty: false);

        await Should.ThrowAsync<BrokerUnavailableException>(
            client.Publisher.PublishAsync(Sample.SendMail(), default).WithinAsync());
        await client.Publisher.PublishAsync(Sample.SendMail(), default).WithinAsync();

        (await client.CountAsync(Topology.Commands)).ShouldBe(1u);
    }

    [Fact]
    public async Task Publish_OfMoreThanTheBrokerTakes_IsRefusedForGood_AndTheOthersAreNot()
    {
        await using var broker = await RestartableBroker.StartAsync(maxMessageBytes: 10_000);
        await using var client = await Client.ConnectAsync(broker);
        var large = Sample.SendMail("large") with { Content = new byte[10_000] };

        var results = Enumerable.Range(0, 20).Select(i =>
            client.Publisher.PublishAsync(i == 10 ? large : Sample.SendMail($"{i}"), default)).ToList();

        (await Should.ThrowAsync<EventTooLargeException>(results[10].WithinAsync())).Message.ShouldContain("10000");
        foreach (var other in results.Where(result => result != results[10]))
        {
            // On the channel that the broker has closed because of the large one.
            if (await Record.ExceptionAsync(() => other.WithinAsync()) is { } exception)
                exception.ShouldBeOfType<BrokerUnavailableException>();
        }
        await client.Publisher.PublishAsync(Sample.SendMail("after"), default).WithinAsync();
    }

    [Fact]
    public async Task Publish_WhileTheBrokerIsGone_SaysSo_AndSucceedsWhenItIsBack()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        await client.Publisher.PublishAsync(Sample.SendMail("1"), default).WithinAsync();

        await broker.StopAsync();
        await Should.ThrowAsync<BrokerUnavailableException>(
            client.Publisher.PublishAsync(Sample.SendMail("2"), default).WithinAsync());
        client.Connection.IsOpen.ShouldBeFalse();
        await broker.ResumeAsync();
        await client.Publisher.PublishAsync(Sample.SendMail("3"), default).WithinAsync();

        await using var later = await Client.ConnectAsync(broker);
        (await later.CountAsync(Topology.Commands)).ShouldBe(2u);
    }

    [Fact]
    public async Task Publish_ByManyWhileTheBrokerRestarts_LosesNothingThatWasConfirmed()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        var confirmed = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        var failures = 0;
        using var enough = new CancellationTokenSource();
        var publishers = Enumerable.Range(0, 16).Select(publisher => Task.Run(async () =>
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                try
                {
                    await client.Publisher.PublishAsync(Sample.SendMail($"{publisher}-{i}"), default);
                    confirmed[$"{publisher}-{i}"] = true;
                }
                catch (BrokerUnavailableException)
                {
                    Interlocked.Increment(ref failures);
                }
            }
        })).ToList();

        for (var restart = 0; restart < 2; restart++)
        {
            var before = confirmed.Count;
            await Waiting.UntilAsync(() => confirmed.Count > before + 50);
            await broker.StopAsync();
            await broker.ResumeAsync();
        }
        var last = confirmed.Count;
        await Waiting.UntilAsync(() => confirmed.Count > last + 50);
        await enough.CancelAsync();
        await Task.WhenAll(publishers).WithinAsync();

        failures.ShouldBeGreaterThan(0);
        await using var later = await Client.ConnectAsync(broker);
        var handler = new RecordingHandler();
        await using var consumer = later.Consume(handler, concurrency: 100);
        await Waiting.UntilAsync(
            () => confirmed.Keys.Except(handler.Handled.Select(content => content.Id), StringComparer.Ordinal).Any() is false,
            () => $"{handler.Handled.Count} of {confirmed.Count}");
    }

    [Fact]
    public async Task Publish_Cancelled_IsCancelled_AndOthersGoOn()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(client.Publisher.PublishAsync(Sample.SendMail(), cancelled.Token).WithinAsync());

        await client.Publisher.PublishAsync(Sample.SendMail(), default).WithinAsync();
    }

    [Fact]
    public async Task Publish_AfterDisposal_SaysThatThereIsNoBroker()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        await client.Publisher.PublishAsync(Sample.SendMail(), default).WithinAsync();

        await client.Publisher.DisposeAsync();
        await client.Connection.DisposeAsync();

        await Should.ThrowAsync<BrokerUnavailableException>(client.Publisher.PublishAsync(Sample.SendMail(), default).WithinAsync());
    }

    [Fact]
    public async Task Publish_WithinATrace_PassesItOn()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();

        await client.Publisher.PublishAsync(Sample.SendMail(), default).WithinAsync();

        EventJson.Read((await client.TakeAsync(Topology.Commands)).Body.Span).TraceParent.ShouldBe(activity.Id);
    }

    [Fact]
    public async Task PublishLater_ComesBackAfterItsWaitAndNotBefore()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker, TestLadder.Short);
        var handler = new RecordingHandler();
        await using var consumer = client.Consume(handler);

        var published = Stopwatch.GetTimestamp();
        await client.Publisher.PublishLaterAsync(Sample.SendMail(), TestLadder.Short.Waits[1], default).WithinAsync();
        await handler.HandledAsync(1);

        Stopwatch.GetElapsedTime(published).ShouldBeGreaterThanOrEqualTo(TestLadder.Short.Waits[1]);
        handler.Handled.Single().ShouldBeEquivalentTo(Sample.SendMail());
    }

    [Fact]
    public async Task PublishLater_WithAWaitThatIsNotOfTheLadder_IsNotConfirmed()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker, TestLadder.Short);

        await Should.ThrowAsync<BrokerUnavailableException>(
            client.Publisher.PublishLaterAsync(Sample.SendMail(), TimeSpan.FromHours(5), default).WithinAsync());
    }

    [Fact]
    public async Task PublishLater_SurvivesARestartOfTheBroker()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using (var client = await Client.ConnectAsync(broker, TestLadder.Short))
            await client.Publisher.PublishLaterAsync(Sample.SendMail(), TestLadder.Short.Waits[0], default).WithinAsync();

        await broker.StopAsync();
        await broker.ResumeAsync();

        await using var later = await Client.ConnectAsync(broker, TestLadder.Short);
        (await later.TakeAsync(Topology.Commands)).BasicProperties.MessageId.ShouldBe("event");
    }
}
