using System.Collections.Concurrent;
using System.Diagnostics;
using Mailroom.Mail.Tests;
using Mailroom.Messaging.Events;

namespace Mailroom.Messaging.Tests;

public class ConsumerTests
{
    [Fact]
    public async Task Consume_HandlesAndAcknowledges()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        var handler = new RecordingHandler();
        await using (var consumer = client.Consume(handler))
        {
            await client.Publisher.PublishAsync(Sample.SendMail("1"), default).WithinAsync();
            await handler.HandledAsync(1);
        }

        handler.Handled.Single().ShouldBeEquivalentTo(Sample.SendMail("1"));
        (await client.CountAsync(Topology.Commands)).ShouldBe(0u);
    }

    [Fact]
    public async Task Consume_RunsAsManyAtATimeAsItIsTold()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        var release = new TaskCompletionSource();
        var handler = new RecordingHandler((_, _) => release.Task);
        await using var consumer = client.Consume(handler, concurrency: 3);
        for (var i = 0; i < 5; i++)
            await client.Publisher.PublishAsync(Sample.SendMail($"{i}"), default).WithinAsync();

        await Waiting.UntilAsync(() => handler.Calls == 3);
        (await client.CountAsync(Topology.Commands)).ShouldBe(2u);
        handler.Calls.ShouldBe(3);
        release.SetResult();
        await handler.HandledAsync(5);
    }

    [Fact]
    public async Task Consume_AfterAFailureOfAnyKind_GoesOn()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        var handler = new RecordingHandler();
        var failures = 0;
        await using var consumer = client.Consume(handler, listening: isListening =>
        {
            if (isListening && Interlocked.Increment(ref failures) == 1)
                throw new InvalidOperationException("unexpected");
        });
        await client.Publisher.PublishAsync(Sample.SendMail("1"), default).WithinAsync();

        await Waiting.UntilAsync(() => failures == 2);
        await handler.HandledAsync(1);
        consumer.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public void ChannelThatTheClientIsClosing_IsTheBrokersAbsence() =>
        BrokerConnection.IsBrokers(new System.Threading.Channels.ChannelClosedException(), default).ShouldBeTrue();

    [Fact]
    public async Task Handler_ThatThrows_IsTriedAgainWithoutANewDelivery()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        var calls = 0;
        var handler = new RecordingHandler((_, _) =>
            Interlocked.Increment(ref calls) < 4 ? throw new InvalidOperationException("not yet") : Task.CompletedTask);
        await using (var consumer = client.Consume(handler))
        {
            await client.Publisher.PublishAsync(Sample.SendMail(), default).WithinAsync();
            // The next one has to wait: it is the same delivery that is tried again, not a new one behind this.
            await client.Publisher.PublishAsync(Sample.SendMail("second"), default).WithinAsync();
            await handler.HandledAsync(2);
        }

        handler.Handled.Select(content => content.Id).ShouldBe(["event", "second"]);
        handler.Calls.ShouldBe(5);
        (await client.CountAsync(Topology.Commands)).ShouldBe(0u);
    }

    [Fact]
    public async Task Handler_StoppedWhileItTriesAgain_WasDeliveredOnlyOnce()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        var handler = new RecordingHandler((_, _) => throw new InvalidOperationException("never"));
        await using (var consumer = client.Consume(handler))
        {
            await client.Publisher.PublishAsync(Sample.SendMail(), default).WithinAsync();
            await Waiting.UntilAsync(() => handler.Calls >= 3);
        }

        var message = await client.TakeAsync(Topology.Commands);
        message.BasicProperties.Headers.ShouldNotBeNull()["x-delivery-count"].ShouldBe(1L);
    }

    [Theory]
    [InlineData("{ not json")]
    [InlineData("{}")]
    [InlineData("""{"type":"mail.unknown","id":"a","correlationId":"b","time":"2026-03-04T05:06:07Z"}""")]
    public async Task Delivery_ThatIsNoEvent_GoesToTheDeadLetterQueue(string body)
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        var handler = new RecordingHandler();
        await using var consumer = client.Consume(handler);
        await client.Publisher.PublishAsync(Sample.SendMail("before"), default).WithinAsync();

        await client.PublishRawAsync(SendMail.Type, body);
        await client.Publisher.PublishAsync(Sample.SendMail("after"), default).WithinAsync();

        await handler.HandledAsync(2);
        handler.Handled.Select(content => content.Id).ShouldBe(["before", "after"]);
        System.Text.Encoding.UTF8.GetString((await client.TakeAsync(Topology.Dead)).Body.Span).ShouldBe(body);
    }

    [Fact]
    public async Task Event_ThatTheHandlerRefuses_GoesToTheDeadLetterQueue()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        var handler = new RecordingHandler((_, _) => throw new EventRefusedException("no"));
        await using var consumer = client.Consume(handler);

        await client.Publisher.PublishAsync(Sample.SendMail(), default).WithinAsync();

        (await client.TakeAsync(Topology.Dead)).BasicProperties.MessageId.ShouldBe("event");
        handler.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Stop_WaitsForTheHandlerThatRuns_AndHandsBackTheOthers()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        var release = new TaskCompletionSource();
        var handler = new RecordingHandler((content, cancellation) =>
            content.Id == "finishes" ? release.Task : Task.Delay(Timeout.Infinite, cancellation));
        await using var consumer = client.Consume(handler, concurrency: 2);
        await client.Publisher.PublishAsync(Sample.SendMail("finishes"), default).WithinAsync();
        await client.Publisher.PublishAsync(Sample.SendMail("gives up"), default).WithinAsync();
        await client.Publisher.PublishAsync(Sample.SendMail("waits"), default).WithinAsync();
        await Waiting.UntilAsync(() => handler.Calls == 2);

        var stopping = consumer.StopAsync();
        await Waiting.UntilAsync(() => client.CountAsync(Topology.Commands).GetAwaiter().GetResult() == 2);
        stopping.IsCompleted.ShouldBeFalse();
        release.SetResult();
        await stopping.WithinAsync();

        handler.Handled.Select(content => content.Id).ShouldBe(["finishes"]);
        (await client.CountAsync(Topology.Commands)).ShouldBe(2u);
        string?[] left = [(await client.TakeAsync(Topology.Commands)).BasicProperties.MessageId, (await client.TakeAsync(Topology.Commands)).BasicProperties.MessageId];
        left.ShouldBe(["gives up", "waits"], ignoreOrder: true);
    }

    [Fact]
    public async Task Broker_Restarted_IsConsumedFromAgain()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        var handler = new RecordingHandler();
        var listening = new ConcurrentQueue<bool>();
        await using var consumer = client.Consume(handler, listening: listening.Enqueue);
        await client.Publisher.PublishAsync(Sample.SendMail("1"), default).WithinAsync();
        await handler.HandledAsync(1);

        await broker.StopAsync();
        await Waiting.UntilAsync(() => listening.Count == 2);
        await broker.ResumeAsync();
        await client.Publisher.PublishAsync(Sample.SendMail("2"), default).WithinAsync();
        await handler.HandledAsync(2);

        handler.Handled.Select(content => content.Id).ShouldBe(["1", "2"]);
        listening.ShouldBe([true, false, true]);
    }

    [Fact]
    public async Task Broker_GoneWhileAHandlerRuns_CancelsIt_AndGivesTheEventAgain()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        var running = 0;
        var most = 0;
        var calls = 0;
        var handler = new RecordingHandler(async (_, cancellation) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            try
            {
                if (Interlocked.Increment(ref calls) == 1)
                    await Task.Delay(Timeout.Infinite, cancellation);
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        });
        await using var consumer = client.Consume(handler, concurrency: 2);
        await client.Publisher.PublishAsync(Sample.SendMail(), default).WithinAsync();
        await Waiting.UntilAsync(() => handler.Calls == 1);

        await broker.StopAsync();
        await broker.ResumeAsync();

        await handler.HandledAsync(1);
        most.ShouldBe(1);
        handler.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task Broker_GoneWhileAHandlerCanNotBreakOff_IsConsumedFromAgainAtOnce()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        var release = new TaskCompletionSource();
        var calls = 0;
        var handler = new RecordingHandler((_, _) => Interlocked.Increment(ref calls) == 1 ? release.Task : Task.CompletedTask);
        var consumer = client.Consume(handler, concurrency: 2);
        await client.Publisher.PublishAsync(Sample.SendMail("1"), default).WithinAsync();
        await Waiting.UntilAsync(() => handler.Calls == 1);

        await broker.StopAsync();
        await broker.ResumeAsync();
        await client.Publisher.PublishAsync(Sample.SendMail("2"), default).WithinAsync();
        await handler.HandledAsync(2);

        // The one of before counts still when the consumer is to stop.
        var stopping = consumer.StopAsync();
        await using var side = await Client.ConnectAsync(broker);
        await using var channel = await side.Side.CreateChannelAsync();
        await Waiting.UntilAsync(() => channel.ConsumerCountAsync(Topology.Commands).GetAwaiter().GetResult() == 0);
        stopping.IsCompleted.ShouldBeFalse();
        release.SetResult();
        await stopping.WithinAsync();
        handler.Handled.Select(content => content.Id).ShouldBe(["1", "2", "1"], ignoreOrder: true);
    }

    [Fact]
    public async Task Broker_GoneAgainAndAgain_NeverHasMoreThanTwiceAsManyHandled()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        var release = new TaskCompletionSource();
        var handler = new RecordingHandler((_, _) => release.Task);
        var listening = new ConcurrentQueue<bool>();
        await using var consumer = client.Consume(handler, concurrency: 2, listening: listening.Enqueue);
        for (var i = 0; i < 4; i++)
            await client.Publisher.PublishAsync(Sample.SendMail($"{i}"), default).WithinAsync();

        for (var losses = 1; losses <= 3; losses++)
        {
            // Two more each time, if they may.
            await Waiting.UntilAsync(() => handler.Calls == Math.Min(4, 2 * losses));
            await broker.StopAsync();
            await broker.ResumeAsync();
            await Waiting.UntilAsync(() => listening.Count == (2 * losses) + 1);
        }
        await using var side = await Client.ConnectAsync(broker);
        await Waiting.UntilAsync(() => side.CountAsync(Topology.Commands).GetAwaiter().GetResult() == 2);
        handler.Calls.ShouldBe(4);

        release.SetResult();
        await handler.HandledAsync(8);
    }

    [Fact]
    public async Task Broker_GoneWhileHandlersPublish_TellsThemAtOnce()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        var handler = new RecordingHandler(async (_, cancellation) =>
        {
            while (true)
                await client.Publisher.PublishAsync(new MailStored { Id = "i", CorrelationId = "c", Time = Sample.Time }, cancellation);
        });
        var interrupted = new TaskCompletionSource();
        await using var consumer = client.Consume(handler, concurrency: 8, listening: isListening =>
        {
            if (!isListening)
                interrupted.TrySetResult();
        });
        for (var i = 0; i < 8; i++)
            await client.Publisher.PublishAsync(Sample.SendMail($"{i}"), default).WithinAsync();
        await Waiting.UntilAsync(() => handler.Calls == 8);

        await broker.StopAsync();

        // Less than the time after which a publisher gives up by itself.
        await interrupted.Task.WaitAsync(broker.Options.Timeout / 2);
    }

    [Fact]
    public async Task Queue_Deleted_IsMadeAgainAndConsumedFrom()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        var handler = new RecordingHandler();
        var listening = new ConcurrentQueue<bool>();
        await using var consumer = client.Consume(handler, listening: listening.Enqueue);
        await Waiting.UntilAsync(() => listening.Count == 1);
        await using var side = await client.Side.CreateChannelAsync();

        await side.QueueDeleteAsync(Topology.Commands, ifUnused: false, ifEmpty: false);
        await Waiting.UntilAsync(() => listening.Count == 3);
        await client.Publisher.PublishAsync(Sample.SendMail(), default).WithinAsync();

        await handler.HandledAsync(1);
    }

    [Fact]
    public async Task Stored_IsToldToEveryConnectionThatListens()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var first = await Client.ConnectAsync(broker);
        await using var second = await Client.ConnectAsync(broker);
        var handlers = new[] { new RecordingHandler(), new RecordingHandler() };
        var listening = 0;
        await using var one = first.Consume(handlers[0], null, listening: _ => Interlocked.Increment(ref listening));
        await using var other = second.Consume(handlers[1], null, listening: _ => Interlocked.Increment(ref listening));
        await Waiting.UntilAsync(() => Volatile.Read(ref listening) == 2);
        var stored = new MailStored { Id = "i", CorrelationId = "c", Time = Sample.Time };

        await first.Publisher.PublishAsync(stored, default).WithinAsync();

        await handlers[0].HandledAsync(1);
        await handlers[1].HandledAsync(1);
        handlers[1].Handled.Single().ShouldBe(stored);
    }

    [Fact]
    public async Task Stored_WhenNobodyListens_IsConfirmedAllTheSame()
    {
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);

        await client.Publisher.PublishAsync(new MailStored { Id = "i", CorrelationId = "c", Time = Sample.Time }, default).WithinAsync();
    }

    [Fact]
    public async Task Handler_RunsWithinTheTraceOfThePublisher()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EventConsumer.TraceSource,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        await using var broker = await RestartableBroker.StartAsync();
        await using var client = await Client.ConnectAsync(broker);
        Activity? seen = null;
        var handler = new RecordingHandler((_, _) =>
        {
            seen = Activity.Current;
            return Task.CompletedTask;
        });
        await using var consumer = client.Consume(handler);

        await client.Publisher.PublishAsync(
            Sample.SendMail() with { TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" }, default).WithinAsync();
        await handler.HandledAsync(1);

        seen.ShouldNotBeNull().TraceId.ToHexString().ShouldBe("0af7651916cd43dd8448eb211c80319c");
        seen.ParentSpanId.ToHexString().ShouldBe("b7ad6b7169203331");
    }
}
