using System.Net;
using Mailroom.Servers;
using Microsoft.EntityFrameworkCore;
using Pabal.Server;

namespace Mailroom.Api.Tests.Http;

/// <summary>Health, the description, and the page.</summary>
public class ServiceTests
{
    [Fact]
    public async Task Ready_WithDatabaseAndBroker_IsOk()
    {
        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        await using var api = await ApiHost.StartAsync(broker.AmqpUri.ToString());

        await Waiting.UntilAsync(() => api.GetAsync("/health/ready"), health => (string?)health["status"] == "ok");
        ((string?)(await api.GetAsync("/health/live"))["status"]).ShouldBe("ok");
    }

    [Fact]
    public async Task Ready_WithoutTables_IsUnavailable()
    {
        await using var api = await ApiHost.StartAsync();
        await api.Database.WriteAsync(
            (db, token) => db.Database.ExecuteSqlRawAsync("DROP TABLE schema_versions", token), CancellationToken.None);

        var health = await api.GetAsync("/health/ready", HttpStatusCode.ServiceUnavailable);

        ((string?)health["database"]).ShouldBe("unavailable");
        await api.GetAsync("/health/live");
    }

    [Theory]
    [InlineData("/v1/messages", HttpStatusCode.OK)]
    [InlineData("/v1/messages?limit=none", HttpStatusCode.BadRequest)]
    [InlineData("/v1/received", HttpStatusCode.InternalServerError)]
    [InlineData("/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/openapi/v1.json", HttpStatusCode.OK)]
    public async Task Answer_OfAnyKind_IsNotToBeTakenForSomethingElse(string path, HttpStatusCode status)
    {
        await using var api = await ApiHost.StartAsync();
        await api.Database.WriteAsync((db, token) => db.Database.ExecuteSqlRawAsync("DROP TABLE received", token), CancellationToken.None);

        var (response, _) = await api.SendAsync(HttpMethod.Get, path);

        response.StatusCode.ShouldBe(status);
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    [Fact]
    public async Task Failure_OfTheDatabase_IsAProblemThatTellsNothing()
    {
        await using var api = await ApiHost.StartAsync();
        await api.Database.WriteAsync((db, token) => db.Database.ExecuteSqlRawAsync("DROP TABLE messages", token), CancellationToken.None);

        var problem = await api.GetAsync("/v1/messages", HttpStatusCode.InternalServerError);

        problem.ToJsonString().ShouldNotContain("messages\"");
        problem["detail"].ShouldBeNull();
    }

    [Fact]
    public async Task Description_NamesEveryOperationAndTheKey()
    {
        await using var api = await ApiHost.StartAsync();

        var document = await api.GetAsync("/openapi/v1.json");

        string[] expected =
        [
            "/v1/messages", "/v1/messages/{id}", "/v1/messages/{id}/cancel", "/v1/messages/{id}/raw", "/v1/messages/{id}/send-again",
            "/v1/received", "/v1/received/{id}", "/v1/received/{id}/attachments/{number}", "/v1/received/{id}/raw", "/v1/events",
            "/health/live", "/health/ready",
        ];
        document["paths"]!.AsObject().Select(path => path.Key).ShouldBe(expected, ignoreOrder: true);
        var list = document["paths"]!["/v1/messages"]!["get"]!;
        list["parameters"]!.AsArray().Select(parameter => (string?)parameter!["name"]).ShouldBe(["state", "q", "limit", "cursor"]);
        list["security"]!.AsArray().Count.ShouldBe(1);
        document["components"]!["schemas"]!["MessageView"]!["properties"]!.AsObject().ContainsKey("timeline").ShouldBeTrue();
        document["components"]!["securitySchemes"]!.AsObject().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Page_IsServedAtTheRoot()
    {
        using var folder = new ServerFolder("page");
        folder.AddFile("index.html", "<!doctype html><title>Mailroom</title>");
        folder.AddFile("main.js", "export {};");
        await using var api = await ApiHost.StartAsync(settings: [("Api:PageFolder", folder.Path)]);

        var page = await api.Client.GetAsync("/");
        (await page.Content.ReadAsStringAsync()).ShouldContain("<title>Mailroom");
        page.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        (await api.Client.GetAsync("/main.js")).Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
        (await api.Client.GetAsync("/../mailroom.db")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
