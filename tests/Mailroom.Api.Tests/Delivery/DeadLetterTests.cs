using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Mailroom.Api.Delivery;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;
using Microsoft.Extensions.DependencyInjection;
using Pabal.Server;
using RabbitMQ.Client;

namespace Mailroom.Api.Tests.Delivery;

/// <summary>What the broker gives up is not forgotten.</summary>
public class DeadLetterTests(PostgreSqlFixture postgreSql)
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Command_ThatBotsRefuse_FailsItsMessage_WhichCanBeSentAgain(DatabaseKind kind)
    {
        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        await using var api = await ApiHost.StartAsync(
            broker.AmqpUri.ToString(), kind == DatabaseKind.PostgreSql ? await postgreSql.CreateDatabaseAsync() : null);
        await using var bot = new TestBot(broker.AmqpUri.ToString(), Topology.Commands)
        {
            Refuses = content => content is SendMail { Attempt: 1 },
        };

        var id = await api.AcceptAsync();

        var failed = await api.InStateAsync(id, "failed");
        ((string?)failed["detail"]).ShouldBe("No bot could handle the command: the broker has given it up (rejected)");
        Kinds(failed).ShouldBe(["accepted", "failed", "queued"], ignoreOrder: true);
        (await api.PostAsync($"/v1/messages/{id}/send-again")).Response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await bot.NextAsync<SendMail>()).Attempt.ShouldBe(2);
        (await api.GetAsync("/health/ready"))["parked"]!.GetValue<uint>().ShouldBe(0u);
    }

    [Fact]
    public async Task Command_GivenUp_IsWrittenDownOnce()
    {
        await using var api = await ApiHost.StartAsync();
        var id = await api.AcceptAsync();

        for (var i = 0; i < 3; i++)
            await DieAsync(api, Command(id), "delivery limit");

        Kinds(await api.InStateAsync(id, "failed")).ShouldBe(["accepted", "failed"]);
    }

    [Fact]
    public async Task Command_GivenUpWithinAnAttempt_LeavesItUncertain()
    {
        await using var api = await ApiHost.StartAsync();
        var id = await api.AcceptAsync();
        await api.Services.GetRequiredService<ResultHandler>().HandleAsync(Attempts.Started(id), CancellationToken.None);

        await DieAsync(api, Command(id), "delivery limit");

        await api.InStateAsync(id, "uncertain");
    }

    [Fact]
    public async Task Command_OfBeforeItWasSentAgain_ChangesNothing()
    {
        await using var api = await ApiHost.StartAsync();
        var id = await api.AcceptAsync();
        await api.PostAsync($"/v1/messages/{id}/cancel");
        await api.PostAsync($"/v1/messages/{id}/send-again");

        await DieAsync(api, Command(id) with { Attempt = 2 }, null);

        await api.InStateAsync(id, "accepted");
    }

    [Fact]
    public async Task Command_ForTheRemainder_TellsWhoDidNotGetTheMail()
    {
        await using var api = await ApiHost.StartAsync();
        var id = await api.AcceptAsync();
        await api.Services.GetRequiredService<ResultHandler>().HandleAsync(Attempts.Sent(id), CancellationToken.None);

        await DieAsync(api, Command(id) with { Attempt = 2, IsRemainder = true, Recipients = ["x@example.test"] }, null);

        var message = await api.InStateAsync(id, "sent");
        var refused = message["timeline"]!.AsArray().Single(entry => (string?)entry!["kind"] == "refused");
        ((string?)refused!["detail"])!.ShouldStartWith("x@example.test: No bot could handle");
    }

    [Theory]
    [InlineData("{ not json")]
    [InlineData("""{"type":"mail.cancel","id":"a","correlationId":"b","time":"2026-03-04T05:06:07Z","messageId":"0195cd2a-6f5c-7a34-b6c1-0f8e2d4c1b7a"}""")]
    public async Task DeadLetter_ThatIsNotUnderstood_IsParkedAsItIs_AndCounted(string body)
    {
        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        await using var api = await ApiHost.StartAsync(broker.AmqpUri.ToString());
        await Waiting.UntilAsync(() => api.GetAsync("/health/ready"), health => (uint?)health["parked"] == 0);
        await using var side = await new ConnectionFactory { Uri = new Uri(broker.AmqpUri.ToString()) }.CreateConnectionAsync();
        await using var channel = await side.CreateChannelAsync();

        await channel.BasicPublishAsync(
            Topology.Dead, "", false, new BasicProperties { MessageId = "strange" }, Encoding.UTF8.GetBytes(body));

        var health = await Waiting.UntilAsync(() => api.GetAsync("/health/ready"), health => (uint?)health["parked"] == 1);
        ((string?)health["status"]).ShouldBe("degraded");
        (await channel.MessageCountAsync(Topology.Dead)).ShouldBe(0u);
        var parked = (await channel.BasicGetAsync(Topology.Parked, autoAck: true)).ShouldNotBeNull();
        Encoding.UTF8.GetString(parked.Body.Span).ShouldBe(body);
        parked.BasicProperties.MessageId.ShouldBe("strange");
    }

    private static SendMail Command(Guid id) => new()
    {
        Id = $"{id:N}-1-send",
        CorrelationId = id.ToString(),
        Time = DateTimeOffset.UnixEpoch,
        MessageId = id,
        Attempt = 1,
        FirstAttempt = 1,
        From = "mailroom@example.test",
        Recipients = ["bob@example.test"],
        Content = [],
    };

    private static Task DieAsync(ApiHost api, SendMail command, string? reason) =>
        api.Services.GetRequiredService<DeadLetterHandler>().HandleAsync(command, reason, CancellationToken.None).WithinAsync();

    private static IEnumerable<string?> Kinds(JsonNode message) =>
        message["timeline"]!.AsArray().Select(entry => (string?)entry!["kind"]);
}
