using System.Net;
using System.Text;
using Mailroom.Api.Data;
using Mailroom.Api.Delivery;
using Mailroom.Messaging.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Mailroom.Api.Tests.Data;

/// <summary>What has served its time goes, all of it, and nothing else.</summary>
public class RetentionTests(PostgreSqlFixture postgreSql)
{
    private readonly MovableTime time = new();

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Messages_ThatHaveEndedLongAgo_AreRemoved_AndNoOthers(DatabaseKind kind)
    {
        await using var api = await StartAsync(kind, ("Api:Retention:Messages", "30.00:00:00"));
        var waiting = await api.AcceptAsync();
        // More than are removed at a time.
        var ended = new List<Guid>();
        for (var i = 0; i < 60; i++)
            ended.Add(await EndAsync(api));
        var answered = await EndAsync(api);
        var received = await ReceiveAsync(api, answered);
        time.Move(TimeSpan.FromDays(29));
        var sentAgain = ended[0];
        await api.PostAsync($"/v1/messages/{sentAgain}/send-again");
        var endedLater = await EndAsync(api);

        await SweepAsync(api);
        (await CountAsync(api)).ShouldBe(63);
        time.Move(TimeSpan.FromDays(2));
        await SweepAsync(api);

        foreach (var id in ended.Skip(1).Append(answered))
            await api.GetAsync($"/v1/messages/{id}", HttpStatusCode.NotFound);
        foreach (var id in new[] { waiting, sentAgain, endedLater })
            await api.GetAsync($"/v1/messages/{id}");
        (await api.GetAsync($"/v1/received/{received}"))["messageId"].ShouldBeNull();
        await using var db = api.Database.Open();
        (await db.MessageBodies.CountAsync()).ShouldBe(3);
        (await db.Timeline.Select(entry => entry.MessageId).Distinct().ToListAsync())
            .ShouldBe([waiting, sentAgain, endedLater], ignoreOrder: true);
        (await db.Outbox.CountAsync(entry => entry.Attempt != null)).ShouldBe(2);
    }

    [Fact]
    public async Task Message_WhoseRemainingRecipientsAreStillTried_Stays()
    {
        await using var api = await StartAsync(DatabaseKind.Sqlite, ("Api:Retention:Messages", "1.00:00:00"));
        var id = await EndAsync(api);
        time.Move(TimeSpan.FromHours(20));
        await TellAsync(api, Attempts.Started(id, 2) with { Time = time.GetUtcNow() });
        time.Move(TimeSpan.FromHours(20));

        await SweepAsync(api);

        await api.GetAsync($"/v1/messages/{id}");
    }

    [Fact]
    public async Task Message_WhoseRequestMayBeMadeAgain_Stays()
    {
        await using var api = await StartAsync(
            DatabaseKind.Sqlite, ("Api:Retention:Messages", "1.00:00:00"), ("Api:IdempotencyLife", "10.00:00:00"));
        var (_, body) = await api.PostAsync("/v1/messages", ApiHost.Mail(), ("Idempotency-Key", "once"));
        await TellAsync(api, Attempts.Failed(body["id"]!.GetValue<Guid>()) with { Time = time.GetUtcNow() });
        time.Move(TimeSpan.FromDays(9));

        await SweepAsync(api);

        var (response, again) = await api.PostAsync("/v1/messages", ApiHost.Mail(), ("Idempotency-Key", "once"));
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        again["id"]!.GetValue<Guid>().ShouldBe(body["id"]!.GetValue<Guid>());
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task ReceivedMails_OfLongAgo_AreRemoved_AndNoOthers(DatabaseKind kind)
    {
        await using var api = await StartAsync(kind, ("Api:Retention:Received", "30.00:00:00"));
        var message = await EndAsync(api);
        var old = await ReceiveAsync(api, message);
        await ReceiveAsync(api, null);
        time.Move(TimeSpan.FromDays(31));
        var young = await ReceiveAsync(api, message);

        await SweepAsync(api);

        await api.GetAsync($"/v1/received/{old}", HttpStatusCode.NotFound);
        await api.GetAsync($"/v1/received/{young}/attachments/1", HttpStatusCode.NotFound);
        (await api.GetAsync("/v1/received"))["items"]!.AsArray().Select(item => item!["id"]!.GetValue<Guid>()).ShouldBe([young]);
        var timeline = (await api.GetAsync($"/v1/messages/{message}"))["timeline"]!.AsArray();
        timeline.Where(entry => (string?)entry!["kind"] == "answered").Select(entry => (Guid?)entry!["receivedId"])
            .ShouldBe([null, young], ignoreOrder: true);
        await using var db = api.Database.Open();
        (await db.ReceivedBodies.CountAsync()).ShouldBe(1);
        (await db.ReceivedAttachments.CountAsync()).ShouldBe(0);
        (await db.Timeline.CountAsync(entry => entry.MessageId == null)).ShouldBe(0);
    }

    [Fact]
    public async Task Everything_UnlessConfigured_IsKept()
    {
        await using var api = await StartAsync(DatabaseKind.Sqlite);
        var message = await EndAsync(api);
        var received = await ReceiveAsync(api, null);
        time.Move(TimeSpan.FromDays(3000));

        await SweepAsync(api);

        await api.GetAsync($"/v1/messages/{message}");
        await api.GetAsync($"/v1/received/{received}");
    }

    private async Task<ApiHost> StartAsync(DatabaseKind kind, params (string, string?)[] settings) => await ApiHost.StartAsync(
        database: kind == DatabaseKind.PostgreSql ? await postgreSql.CreateDatabaseAsync() : null, time: time, settings: settings);

    private static Task SweepAsync(ApiHost api) => ActivatorUtilities.CreateInstance<Housekeeping>(api.Services).SweepAsync(CancellationToken.None);

    private static async Task<int> CountAsync(ApiHost api)
    {
        await using var db = api.Database.Open();
        return await db.Messages.CountAsync();
    }

    /// <summary>Has a message accepted, relayed and failed.</summary>
    private async Task<Guid> EndAsync(ApiHost api)
    {
        var id = await api.AcceptAsync();
        var outbox = api.Services.GetRequiredService<Outbox>();
        var claimed = await outbox.ClaimAsync(Outbox.MaxEvents, CancellationToken.None);
        var own = claimed.Where(entry => entry.MessageId == id).ToList();
        await outbox.CompleteAsync(own, claimed.Except(own).ToList(), CancellationToken.None);
        await TellAsync(api, Attempts.Failed(id) with { Time = time.GetUtcNow() });
        return id;
    }

    private static Task TellAsync(ApiHost api, AttemptEvent content) =>
        api.Services.GetRequiredService<ResultHandler>().HandleAsync(content, CancellationToken.None);

    /// <summary>Has a mail received, with an attachment unless it answers a message.</summary>
    private async Task<Guid> ReceiveAsync(ApiHost api, Guid? answered)
    {
        var reference = answered is null ? "" : $"In-Reply-To: <{(string?)(await api.GetAsync($"/v1/messages/{answered}"))["mailId"]}>\r\n";
        var body = answered is null
            ? "Content-Type: application/pdf\r\nContent-Disposition: attachment\r\n\r\nx\r\n"
            : "\r\nx\r\n";
        var id = Guid.NewGuid().ToString("N");
        await api.Services.GetRequiredService<ReceivedHandler>().HandleAsync(
            new MailReceived
            {
                Id = id,
                CorrelationId = id,
                Time = time.GetUtcNow(),
                Source = "smtp",
                ReceivedAt = time.GetUtcNow(),
                Content = Encoding.ASCII.GetBytes($"From: a@example.test\r\n{reference}{body}"),
            },
            CancellationToken.None);
        await using var db = api.Database.Open();
        return await db.Received.Where(row => row.EventId == id).Select(row => row.Id).SingleAsync();
    }
}
