using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;
using Pabal.Server;

namespace Mailroom.Api.Tests.Delivery;

/// <summary>From the request to the bot and back.</summary>
public class SendingTests(PostgreSqlFixture postgreSql)
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Message_Accepted_ReachesTheBotAndBecomesSent(DatabaseKind kind)
    {
        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        await using var api = await StartAsync(broker, kind);
        await using var bot = new TestBot(broker.AmqpUri.ToString(), Topology.Commands);

        var id = await api.AcceptAsync();
        var command = await bot.NextAsync<SendMail>();
        command.MessageId.ShouldBe(id);
        command.CorrelationId.ShouldBe(id.ToString());
        command.Attempt.ShouldBe(1);
        command.From.ShouldBe("mailroom@example.test");
        command.Recipients.ShouldBe(["bob@example.test"]);
        Encoding.UTF8.GetString(command.Content).ShouldContain("Subject: Hello\r\n");
        await api.InStateAsync(id, "queued");
        await bot.PublishAsync(Attempts.Started(id));
        await api.InStateAsync(id, "sending");
        await bot.PublishAsync(Attempts.Sent(id));

        var message = await api.InStateAsync(id, "sent");
        ((string?)message["detail"]).ShouldBe("250 2.0.0 taken");
        Kinds(message).ShouldBe(["accepted", "queued", "started", "sent"]);
    }

    [Fact]
    public async Task Message_AcceptedWithoutBroker_IsSentWhenItIsThere()
    {
        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        var port = broker.AmqpEndPoint.Port;
        await broker.DisposeAsync();
        await using var api = await ApiHost.StartAsync($"amqp://127.0.0.1:{port}");
        var ids = new List<Guid>();
        for (var i = 0; i < 20; i++)
            ids.Add(await api.AcceptAsync());
        ((string?)(await api.GetAsync("/health/ready"))["status"]).ShouldBe("degraded");

        await using var later = await PabalBroker.StartAsync(o => o.Amqp.Port = port);
        await using var bot = new TestBot(later.AmqpUri.ToString(), Topology.Commands);
        foreach (var id in ids)
            await api.InStateAsync(id, "queued");
        await bot.NextAsync<SendMail>(command => command.MessageId == ids[^1]);

        bot.Events.OfType<SendMail>().Select(command => command.MessageId).Distinct().ShouldBe(ids, ignoreOrder: true);
        await Waiting.UntilAsync(() => api.GetAsync("/health/ready"), health => (string?)health["status"] == "ok");
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Message_Scheduled_IsPublishedWhenItsTimeHasCome(DatabaseKind kind)
    {
        var time = new MovableTime();
        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        await using var api = await StartAsync(broker, kind, time);
        await using var bot = new TestBot(broker.AmqpUri.ToString(), Topology.Commands);
        var mail = ApiHost.Mail("Later");
        mail["sendAt"] = time.GetUtcNow().AddHours(1);

        var later = await api.AcceptAsync(mail);
        var now = await api.AcceptAsync();
        await api.InStateAsync(now, "queued");
        ((string?)(await api.GetAsync($"/v1/messages/{later}"))["state"]).ShouldBe("scheduled");
        bot.Events.Count.ShouldBe(1);

        time.Move(TimeSpan.FromHours(1));
        (await bot.NextAsync<SendMail>(command => command.MessageId == later)).Attempt.ShouldBe(1);
        Kinds(await api.InStateAsync(later, "queued")).ShouldBe(["scheduled", "queued"]);
    }

    [Fact]
    public async Task Cancel_OfWhatTheBrokerHas_AsksTheBotsAndTakesTheirAnswer()
    {
        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        await using var api = await StartAsync(broker);
        await using var bot = new TestBot(broker.AmqpUri.ToString(), Topology.Commands, Topology.Cancellations);
        var dropped = await api.AcceptAsync();
        var tooLate = await api.AcceptAsync();
        foreach (var id in new[] { dropped, tooLate })
        {
            await api.InStateAsync(id, "queued");
            var (response, body) = await api.PostAsync($"/v1/messages/{id}/cancel");
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            ((string?)body["state"]).ShouldBe("cancelling");
            await bot.NextAsync<CancelMail>(cancel => cancel.MessageId == id);
        }

        // The attempt began before the bot heard of it.
        await bot.PublishAsync(Attempts.Cancelled(dropped));
        await bot.PublishAsync(Attempts.Started(tooLate));
        await bot.PublishAsync(Attempts.Sent(tooLate));

        await api.InStateAsync(dropped, "cancelled");
        Kinds(await api.InStateAsync(tooLate, "sent")).ShouldBe(["accepted", "queued", "cancelling", "started", "sent"]);
        (await api.PostAsync($"/v1/messages/{tooLate}/cancel")).Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task SendAgain_AfterAFailure_IsOneMoreAttempt()
    {
        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        await using var api = await StartAsync(broker);
        await using var bot = new TestBot(broker.AmqpUri.ToString(), Topology.Commands, Topology.Cancellations);
        var id = await api.AcceptAsync();
        var first = await bot.NextAsync<SendMail>();
        await bot.PublishAsync(Attempts.Deferred(id));
        await api.InStateAsync(id, "deferred");
        (await api.PostAsync($"/v1/messages/{id}/send-again")).Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await bot.PublishAsync(Attempts.Failed(id, 2));
        await api.InStateAsync(id, "failed");

        var (response, body) = await api.PostAsync($"/v1/messages/{id}/send-again");

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        ((int?)body["attempt"]).ShouldBe(3);
        var again = await bot.NextAsync<SendMail>(command => command.Attempt == 3);
        again.FirstAttempt.ShouldBe(3);
        again.Content.ShouldBe(first.Content);
        again.Recipients.ShouldBe(first.Recipients);
        // A later cancellation is one of this attempt, and not of those before.
        await api.InStateAsync(id, "queued");
        await api.PostAsync($"/v1/messages/{id}/cancel");
        (await bot.NextAsync<CancelMail>()).FirstAttempt.ShouldBe(3);
        // Something late about an attempt before changes nothing.
        await bot.PublishAsync(Attempts.Uncertain(id, 2));
        await bot.PublishAsync(Attempts.Sent(id, 3));
        await api.InStateAsync(id, "sent");
    }

    [Fact]
    public async Task SendAgain_IsNotUndoneByACommandOfBeforeThatIsDroppedLate()
    {
        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        await using var api = await StartAsync(broker, DatabaseKind.Sqlite);
        await using var bot = new TestBot(broker.AmqpUri.ToString(), Topology.Commands);
        var id = await api.AcceptAsync();
        await api.InStateAsync(id, "queued");
        await api.PostAsync($"/v1/messages/{id}/cancel");
        await bot.PublishAsync(Attempts.Cancelled(id) with { FirstAttempt = 1 });
        await api.InStateAsync(id, "cancelled");
        await api.PostAsync($"/v1/messages/{id}/send-again");
        await api.InStateAsync(id, "queued");

        // The second attempt of the first series waited in the broker, and is not the second one of now.
        await bot.PublishAsync(Attempts.Cancelled(id, 2) with { FirstAttempt = 1 });
        await bot.PublishAsync(Attempts.Started(id, 2));
        await api.InStateAsync(id, "sending");

        await api.PostAsync($"/v1/messages/{id}/cancel");
        await bot.PublishAsync(Attempts.Cancelled(id, 2) with { FirstAttempt = 2 });
        await api.InStateAsync(id, "cancelled");
    }

    [Fact]
    public async Task Result_AboutAMessageThatIsNotThere_IsParked()
    {
        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        await using var api = await StartAsync(broker);
        await using var bot = new TestBot(broker.AmqpUri.ToString(), Topology.Parked);

        var id = Guid.CreateVersion7();
        await bot.PublishAsync(Attempts.Sent(id));

        (await bot.NextAsync<MailSent>()).MessageId.ShouldBe(id);
    }

    [Fact]
    public async Task RefusedRecipients_StandInTheTimeline()
    {
        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        await using var api = await StartAsync(broker);
        await using var bot = new TestBot(broker.AmqpUri.ToString());
        var id = await api.AcceptAsync();

        await bot.PublishAsync(Attempts.Sent(id) with { Refused = [new RefusedRecipient("x@example.test", "550 nobody")] });

        var message = await api.InStateAsync(id, "sent");
        var refused = message["timeline"]!.AsArray().Single(entry => (string?)entry!["kind"] == "refused");
        ((string?)refused!["detail"]).ShouldBe("x@example.test: 550 nobody");
    }

    private static IEnumerable<string?> Kinds(JsonNode message) => message["timeline"]!.AsArray()
        .OrderBy(entry => Array.IndexOf(order, (string?)entry!["kind"])).Select(entry => (string?)entry!["kind"]);

    // The test bot's clock is another one than the API's.
    private static readonly string[] order = ["accepted", "scheduled", "queued", "cancelling", "started", "sent"];

    private async Task<ApiHost> StartAsync(PabalBroker broker, DatabaseKind kind = DatabaseKind.Sqlite, TimeProvider? time = null) =>
        await ApiHost.StartAsync(
            broker.AmqpUri.ToString(), kind == DatabaseKind.PostgreSql ? await postgreSql.CreateDatabaseAsync() : null, time);
}
