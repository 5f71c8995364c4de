using System.Net;
using Mailroom.Api.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mailroom.Api.Tests.Http;

/// <summary>The same request, however often it comes, is carried out once.</summary>
public class IdempotencyTests(PostgreSqlFixture postgreSql)
{
    private const string Header = "Idempotency-Key";

    [Fact]
    public async Task Post_Repeated_IsAnsweredAlikeAndSaysSo()
    {
        await using var api = await ApiHost.StartAsync();
        var (first, body) = await api.PostAsync("/v1/messages", ApiHost.Mail(), (Header, "one"));
        await api.PostAsync($"/v1/messages/{body["id"]}/cancel");

        var (second, repeated) = await api.PostAsync("/v1/messages", ApiHost.Mail(), (Header, "one"));

        first.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
        second.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        second.StatusCode.ShouldBe(first.StatusCode);
        second.Headers.Location.ShouldBe(first.Headers.Location);
        repeated.ToJsonString().ShouldBe(body.ToJsonString());
        (await api.GetAsync("/v1/messages"))["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Post_OfAnotherMailWithTheSameKey_Conflicts()
    {
        await using var api = await ApiHost.StartAsync();
        await api.PostAsync("/v1/messages", ApiHost.Mail(), (Header, "one"));

        var (response, _) = await api.PostAsync("/v1/messages", ApiHost.Mail("Another"), (Header, "one"));

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await api.PostAsync("/v1/messages", ApiHost.Mail("Another"), (Header, "two"))).Response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Post_WithTheKeyOfAnotherClient_IsAnotherRequest()
    {
        const string Other = "the key of another client";
        await using var api = await ApiHost.StartAsync(settings: [("Api:Keys:other", Other)]);
        var (_, mine) = await api.PostAsync("/v1/messages", ApiHost.Mail(), (Header, "one"));

        api.Client.DefaultRequestHeaders.Authorization = new("Bearer", Other);
        var (_, theirs) = await api.PostAsync("/v1/messages", ApiHost.Mail(), (Header, "one"));

        ((Guid)theirs["id"]!).ShouldNotBe((Guid)mine["id"]!);
    }

    [Fact]
    public async Task Post_AfterADay_IsANewRequest()
    {
        var time = new MovableTime();
        await using var api = await ApiHost.StartAsync(time: time);
        var (_, first) = await api.PostAsync("/v1/messages", ApiHost.Mail(), (Header, "one"));
        time.Move(TimeSpan.FromHours(23));
        var (_, sameDay) = await api.PostAsync("/v1/messages", ApiHost.Mail(), (Header, "one"));
        time.Move(TimeSpan.FromHours(2));

        var (_, later) = await api.PostAsync("/v1/messages", ApiHost.Mail("Another"), (Header, "one"));

        ((Guid)sameDay["id"]!).ShouldBe((Guid)first["id"]!);
        ((Guid)later["id"]!).ShouldNotBe((Guid)first["id"]!);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Post_ManyTimesAtOnce_AcceptsOneMessage(DatabaseKind kind)
    {
        await using var api = await ApiHost.StartAsync(
            database: kind == DatabaseKind.PostgreSql ? await postgreSql.CreateDatabaseAsync() : null);

        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => api.PostAsync("/v1/messages", ApiHost.Mail(), (Header, "one"))));

        answers.ShouldAllBe(answer => answer.Response.StatusCode == HttpStatusCode.Accepted);
        answers.Select(answer => answer.Body.ToJsonString()).Distinct().Count().ShouldBe(1);
        answers.Count(answer => answer.Response.Headers.Contains("Idempotency-Replayed")).ShouldBe(answers.Length - 1);
        await using var db = api.Database.Open();
        (await db.Messages.CountAsync()).ShouldBe(1);
        (await db.Outbox.CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Sweep_RemovesKeysThatCountNoMore()
    {
        var time = new MovableTime();
        await using var api = await ApiHost.StartAsync(time: time);
        await api.PostAsync("/v1/messages", ApiHost.Mail(), (Header, "old"));
        time.Move(TimeSpan.FromHours(25));
        await api.PostAsync("/v1/messages", ApiHost.Mail(), (Header, "new"));

        await api.Services.GetServices<IHostedService>().OfType<Housekeeping>().Single().SweepAsync(CancellationToken.None);

        await using var db = api.Database.Open();
        (await db.IdempotencyKeys.Select(key => key.Key).ToListAsync()).ShouldBe(["new"]);
    }
}
