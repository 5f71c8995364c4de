using Mailroom.Api.Delivery;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;
using Mailroom.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Pabal.Server;

namespace Mailroom.Api.Tests.Delivery;

/// <summary>What is committed reaches the broker, through crashes, and with one id.</summary>
public class OutboxTests(PostgreSqlFixture postgreSql)
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Crash_BetweenPublishingAndMarking_PublishesTheSameEventAgain(DatabaseKind kind)
    {
        using var folder = new Mailroom.Servers.ServerFolder("outbox");
        var database = kind == DatabaseKind.PostgreSql ? await postgreSql.CreateDatabaseAsync() : $"Data Source={folder["x.db"]};Pooling=False";
        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        await using var bot = new TestBot(broker.AmqpUri.ToString(), Topology.Commands);
        Guid id;
        await using (var crashed = await ApiHost.StartAsync(database: database))
        {
            id = await crashed.AcceptAsync();
            var claimed = await Claim(crashed);
            claimed.Count.ShouldBe(1);
            await bot.PublishAsync(claimed[0].Content);
            // Nobody else may have it meanwhile.
            (await Claim(crashed)).ShouldBeEmpty();
        }

        var time = new MovableTime();
        // Of several instances none knows that the other one is gone before its time is up.
        time.Move(TimeSpan.FromMinutes(10));
        await using var api = await ApiHost.StartAsync(broker.AmqpUri.ToString(), database, time);
        await api.InStateAsync(id, "queued");
        await Waiting.UntilAsync(() => Task.FromResult(bot.Events.Count), count => count == 2);

        var commands = bot.Events.Cast<SendMail>().ToList();
        commands[1].Id.ShouldBe(commands[0].Id);
        commands[1].Content.ShouldBe(commands[0].Content);
        (await Rows(api)).ShouldBe(0);
    }

    [Fact]
    public async Task Restart_OnSqlite_NeedsNoWaitForTheClaimsOfBefore()
    {
        using var folder = new Mailroom.Servers.ServerFolder("outbox");
        var database = $"Data Source={folder["x.db"]};Pooling=False";
        Guid id;
        await using (var crashed = await ApiHost.StartAsync(database: database))
        {
            id = await crashed.AcceptAsync();
            (await Claim(crashed)).Count.ShouldBe(1);
        }

        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        await using var api = await ApiHost.StartAsync(broker.AmqpUri.ToString(), database);
        await api.InStateAsync(id, "queued");
    }

    [Fact]
    public async Task Instances_OfOneDatabase_ShareTheWorkAndPublishEachEventOnce()
    {
        var database = await postgreSql.CreateDatabaseAsync();
        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        await using var bot = new TestBot(broker.AmqpUri.ToString(), Topology.Commands);
        await using var one = await ApiHost.StartAsync(broker.AmqpUri.ToString(), database);
        await using var two = await ApiHost.StartAsync(broker.AmqpUri.ToString(), database);

        var ids = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? one : two).AcceptAsync()));
        await Waiting.UntilAsync(() => Rows(one), count => count == 0);
        await Waiting.UntilAsync(() => Task.FromResult(bot.Events.Count), count => count >= ids.Length);

        bot.Events.Cast<SendMail>().Select(command => command.MessageId).ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task Claims_OfTwoRelaysAtOnce_HaveNoEventInCommon()
    {
        await using var api = await ApiHost.StartAsync(database: await postgreSql.CreateDatabaseAsync());
        for (var i = 0; i < 10; i++)
            await api.AcceptAsync();

        var claims = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => api.Services.GetRequiredService<Outbox>().ClaimAsync(4, CancellationToken.None)));

        var events = claims.SelectMany(claim => claim).Select(entry => entry.Id).ToList();
        events.Distinct().Count().ShouldBe(events.Count);
        claims.ShouldAllBe(claim => claim.Count <= 4);
    }

    [Fact]
    public async Task Claim_OfLargeMails_TakesNoMoreThanFitInMemory()
    {
        await using var api = await ApiHost.StartAsync();
        var mail = ApiHost.Mail();
        mail["attachments"] = new System.Text.Json.Nodes.JsonArray(
            new System.Text.Json.Nodes.JsonObject { ["content"] = Convert.ToBase64String(new byte[5 << 20]) });
        for (var i = 0; i < 3; i++)
            await api.AcceptAsync(mail.DeepClone());

        (await Claim(api)).Count.ShouldBe(2);
        (await Claim(api)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Event_ThatFailsAlone_LetsTheOthersPass()
    {
        await using var api = await ApiHost.StartAsync();
        var outbox = api.Services.GetRequiredService<Outbox>();
        var bad = await api.AcceptAsync();
        var good = await api.AcceptAsync();
        var claimed = await outbox.ClaimAsync(1, CancellationToken.None);
        claimed.Single().MessageId.ShouldBe(bad);

        await outbox.CompleteAsync([], claimed, CancellationToken.None);

        (await Claim(api)).Select(entry => entry.MessageId).ShouldBe([good]);
    }

    [Fact]
    public async Task Mail_LargerThanTheBrokerTakes_Fails_AndTheOthersPass()
    {
        await using var broker = await PabalBroker.StartAsync(o => (o.Amqp.Port, o.Amqp.MaxMessageSize) = (0, 100_000));
        await LargeMailFailsAloneAsync(broker.AmqpUri.ToString());
    }

    [Fact]
    public async Task Mail_LargerThanRabbitMqTakes_Fails_AndTheOthersPass()
    {
        Assert.SkipWhen(RabbitMqServer.Missing is not null, RabbitMqServer.Missing ?? "");
        await using var broker = await RabbitMqServer.StartAsync();
        await broker.ControlAsync("eval", "application:set_env(rabbit, max_message_size, 100000).");
        await LargeMailFailsAloneAsync(broker.Uri);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Payload_ThatCanNotBeRead_FailsItsMessage_AndTheOthersPass(DatabaseKind kind)
    {
        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        var port = broker.AmqpEndPoint.Port;
        await broker.DisposeAsync();
        await using var api = await ApiHost.StartAsync(
            $"amqp://127.0.0.1:{port}", kind == DatabaseKind.PostgreSql ? await postgreSql.CreateDatabaseAsync() : null);
        var bad = await api.AcceptAsync();
        var good = await api.AcceptAsync();
        await api.Database.WriteAsync(
            (db, token) => db.Outbox.Where(row => row.MessageId == bad)
                .ExecuteUpdateAsync(row => row.SetProperty(entry => entry.Payload, "{ no"u8.ToArray()), token),
            CancellationToken.None);

        await using var later = await PabalBroker.StartAsync(o => o.Amqp.Port = port);

        await api.InStateAsync(good, "queued");
        ((string?)(await api.InStateAsync(bad, "failed"))["detail"])!.ShouldStartWith("Its command can't be read");
        await Waiting.UntilAsync(() => Rows(api), count => count == 0);
        await api.PostAsync($"/v1/messages/{bad}/send-again");
        await api.InStateAsync(bad, "queued");
    }

    [Fact]
    public async Task Cancel_OfWhatNobodyHasClaimed_IsDoneAtOnce_AndElseAsks()
    {
        await using var api = await ApiHost.StartAsync();
        var free = await api.AcceptAsync();
        ((string?)(await api.PostAsync($"/v1/messages/{free}/cancel")).Body["state"]).ShouldBe("cancelled");
        (await Rows(api)).ShouldBe(0);
        ((string?)(await api.PostAsync($"/v1/messages/{free}/cancel")).Body["state"]).ShouldBe("cancelled");

        var taken = await api.AcceptAsync();
        var claimed = await Claim(api);
        ((string?)(await api.PostAsync($"/v1/messages/{taken}/cancel")).Body["state"]).ShouldBe("cancelling");
        await api.PostAsync($"/v1/messages/{taken}/cancel");
        (await Rows(api)).ShouldBe(2);

        // It failed, but may be with the broker: still the bots have to be asked.
        await api.Services.GetRequiredService<Outbox>().CompleteAsync([], claimed, CancellationToken.None);
        ((string?)(await api.PostAsync($"/v1/messages/{taken}/cancel")).Body["state"]).ShouldBe("cancelling");
    }

    [Fact]
    public async Task Results_ThatComeAgainAndInAnyOrder_AreAppliedOnce()
    {
        await using var api = await ApiHost.StartAsync();
        var handler = api.Services.GetRequiredService<ResultHandler>();
        var random = new Random(42);
        for (var run = 0; run < 20; run++)
        {
            var id = await api.AcceptAsync();
            AttemptEvent[] events = [Attempts.Started(id), Attempts.Deferred(id), Attempts.Started(id, 2), Attempts.Uncertain(id, 2), Attempts.Failed(id, 2)];
            var shuffled = events.Concat(events.Where(_ => random.Next(2) == 0)).ToArray();
            random.Shuffle(shuffled);

            await Task.WhenAll(shuffled.Select(content => handler.HandleAsync(content, CancellationToken.None)));

            var message = await api.GetAsync($"/v1/messages/{id}");
            ((string?)message["state"]).ShouldBe("failed");
            ((int?)message["attempt"]).ShouldBe(2);
            ((string?)message["detail"]).ShouldBe("550 5.1.1 nobody");
            message["timeline"]!.AsArray().Count.ShouldBe(events.Length + 1);
        }
    }

    [Fact]
    public async Task Result_HandledByTwoInstancesAtOnce_IsAppliedOnce()
    {
        await using var api = await ApiHost.StartAsync(database: await postgreSql.CreateDatabaseAsync());
        var handler = api.Services.GetRequiredService<ResultHandler>();
        var id = await api.AcceptAsync();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => handler.HandleAsync(Attempts.Sent(id), CancellationToken.None)));

        (await api.GetAsync($"/v1/messages/{id}"))["timeline"]!.AsArray().Count.ShouldBe(2);
    }

    private static async Task LargeMailFailsAloneAsync(string broker)
    {
        await using var api = await ApiHost.StartAsync(broker);
        var large = ApiHost.Mail();
        large["text"] = new string('x', 200_000);

        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
            ids.Add(await api.AcceptAsync(i == 2 ? large : null));

        var failed = await api.InStateAsync(ids[2], "failed");
        ((string?)failed["detail"])!.ShouldContain("100000 octets");
        failed["timeline"]!.AsArray().Select(entry => (string?)entry!["kind"]).ShouldBe(["accepted", "failed"]);
        foreach (var id in ids.Where(id => id != ids[2]))
            await api.InStateAsync(id, "queued");
        await Waiting.UntilAsync(() => Rows(api), count => count == 0);
    }

    private static Task<IReadOnlyList<OutboxEvent>> Claim(ApiHost api) =>
        api.Services.GetRequiredService<Outbox>().ClaimAsync(Outbox.MaxEvents, CancellationToken.None);

    private static async Task<int> Rows(ApiHost api)
    {
        await using var db = api.Database.Open();
        return await db.Outbox.CountAsync();
    }
}
