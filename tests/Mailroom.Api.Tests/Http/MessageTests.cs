using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Mailroom.Api.Delivery;
using Mailroom.Messaging.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Mailroom.Api.Tests.Http;

/// <summary>Accepting messages, and what is refused.</summary>
public class MessageTests
{
    [Fact]
    public async Task Post_OfACompleteMail_AnswersWithItAndWhereItIs()
    {
        await using var api = await ApiHost.StartAsync();
        var mail = JsonNode.Parse(
            """
            {
              "from": {"name": "앨리스", "address": "alice@example.test"}, "to": ["bob@example.test", "Carol <carol@example.test>"],
              "cc": ["d@example.test"], "bcc": ["hidden@example.test"], "replyTo": ["office@example.test"], "subject": "안녕",
              "text": "text", "html": "<p>html</p>", "headers": {"X-Order": "7"},
              "attachments": [{"fileName": "a.txt", "contentType": "text/plain", "content": "aGk=", "contentId": "one@x", "inline": true}]
            }
            """);

        var (response, body) = await api.PostAsync("/v1/messages", mail);

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        response.Headers.Location!.ToString().ShouldBe($"/v1/messages/{body["id"]}");
        ((string?)body["state"]).ShouldBe("accepted");
        var stored = await api.GetAsync(response.Headers.Location.ToString());
        foreach (var view in new[] { body, stored })
        {
            view["from"]!.ToJsonString().ShouldBe(mail!["from"]!.ToJsonString());
            ((string?)view["to"]![1]!["name"]).ShouldBe("Carol");
            ((string?)view["bcc"]![0]!["address"]).ShouldBe("hidden@example.test");
            ((string?)view["subject"]).ShouldBe("안녕");
            ((string?)view["html"]).ShouldBe("<p>html</p>");
            ((int?)view["attachments"]![0]!["size"]).ShouldBe(2);
            ((string?)view["headers"]!["X-Order"]).ShouldBe("7");
            ((string?)view["timeline"]![0]!["kind"]).ShouldBe("accepted");
            ((string?)view["mailId"])!.ShouldEndWith("@example.test");
        }
        var raw = await api.Client.GetStringAsync($"/v1/messages/{body["id"]}/raw");
        raw.ShouldContain("X-Order: 7\r\n");
        raw.ShouldNotContain("hidden@example.test");
    }

    [Theory]
    [InlineData("""{"subject": "x"}""", "to")]
    [InlineData("""{"to": []}""", "to")]
    [InlineData("""{"to": ["nobody"]}""", "to[0]")]
    [InlineData("""{"to": ["a@b.test", null]}""", "to[1]")]
    [InlineData("""{"to": ["a b@c.test"]}""", "to")]
    [InlineData("""{"to": "a@b.test"}""", "to")]
    [InlineData("""{"to": [{"name": "x"}]}""", "to[0]")]
    [InlineData("""{"to": ["a@b.test"], "cc": ["x\r\nBcc: evil@b.test"]}""", "cc")]
    [InlineData("""{"to": ["a@b.test"], "cc": ["x\r\nBcc: <evil@b.test>"]}""", "cc")]
    [InlineData("""{"to": ["a@b.test"], "subject": "x\ny"}""", "subject")]
    [InlineData("""{"to": ["a@b.test"], "text": "x\u0000y"}""", "text")]
    [InlineData("""{"to": ["a@b.test"], "headers": {"Subject": "x"}}""", "headers")]
    [InlineData("""{"to": ["a@b.test"], "headers": {"X-A": null}}""", "headers.X-A")]
    [InlineData("""{"to": ["a@b.test"], "attachments": [{"fileName": "x"}]}""", "attachments[0].content")]
    [InlineData("""{"to": ["a@b.test"], "attachments": [{"content": "?"}]}""", "attachments[0].content")]
    [InlineData("""{"to": ["a@b.test"], "attachments": [{"content": "aGk=", "contentType": "multipart/mixed"}]}""", "attachments")]
    [InlineData("""{"to": ["a@b.test"], "sendAt": "2030-01-01T00:00:00"}""", "sendAt")]
    [InlineData("""{"to": ["a@b.test"], "sendAt": "soon"}""", "sendAt")]
    [InlineData("""{"to": ["a@b.test"], "sendAt": "9999-01-01T00:00:00Z"}""", "sendAt")]
    [InlineData("""{"to": ["a@b.test"], "inReplyTo": "00000000-0000-0000-0000-000000000000"}""", "inReplyTo")]
    [InlineData("""{"to": ["a@b.test"], "sendat2": 1}""", "sendat2")]
    [InlineData("""{"to": ["a@b.test"], "subject": "\ud800"}""", "subject")]
    [InlineData("""{"to": ["a@b\udc00.test"]}""", "to[0]")]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    [InlineData("{", "")]
    public async Task Post_OfWhatIsNoMail_NamesTheField(string json, string field)
    {
        var api = await Shared.Value;

        var (response, problem) = await SendTextAsync(api, json);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        problem["errors"]!.AsObject().Select(error => error.Key).ShouldBe([field], problem.ToJsonString());
    }

    [Fact]
    public async Task Post_BeyondTheLimits_SaysWhichLimit()
    {
        await using var api = await ApiHost.StartAsync(
            settings: [("Api:MaxRecipients", "2"), ("Api:MaxAttachments", "1"), ("Api:MaxRequestBytes", "6000"), ("Api:MaxMailBytes", "4000")]);
        var recipients = ApiHost.Mail();
        recipients["cc"] = new JsonArray("c@example.test", "d@example.test");
        var attachments = ApiHost.Mail();
        attachments["attachments"] = new JsonArray(new JsonObject { ["content"] = "" }, new JsonObject { ["content"] = "" });
        var large = ApiHost.Mail();
        large["text"] = new string('x', 5000);
        var tooLarge = ApiHost.Mail();
        tooLarge["text"] = new string('x', 7000);

        Errors(await api.PostAsync("/v1/messages", recipients)).ShouldBe(["to"]);
        Errors(await api.PostAsync("/v1/messages", attachments)).ShouldBe(["attachments"]);
        await IsTooLarge(large, "4000");
        await IsTooLarge(tooLarge, "6000");
        (await api.GetAsync("/v1/messages"))["items"]!.AsArray().ShouldBeEmpty();

        async Task IsTooLarge(JsonObject mail, string limit)
        {
            var (response, problem) = await api.PostAsync("/v1/messages", mail);
            response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            ((string?)problem["detail"])!.ShouldContain(limit);
        }
    }

    [Fact]
    public async Task Post_OfTheLargestMail_FitsIntoTheEventsThatRabbitMq4Takes()
    {
        await using var api = await ApiHost.StartAsync();
        // In its mail it is base64, in lines of 72 characters.
        var mail = ApiHost.Mail();
        mail["attachments"] = new JsonArray(new JsonObject { ["content"] = Convert.ToBase64String(new byte[8_700_000]) });
        mail["bcc"] = new JsonArray([.. Enumerable.Range(0, 199).Select(i => (JsonNode)$"{i:D60}@{new string('x', 180)}.test")]);

        await api.AcceptAsync(mail);

        var command = (await api.Services.GetRequiredService<Outbox>().ClaimAsync(1, CancellationToken.None)).Single().Content;
        ((SendMail)command).Content.Length.ShouldBeInRange(11_800_000, 12_000_000);
        EventJson.Write(command).Length.ShouldBeLessThan(16 << 20);
    }

    [Fact]
    public async Task Post_WithoutAnAuthor_NeedsAConfiguredOne()
    {
        await using var api = await ApiHost.StartAsync(settings: [("Api:From", null)]);

        Errors(await api.PostAsync("/v1/messages", ApiHost.Mail())).ShouldBe(["from"]);
    }

    [Fact]
    public async Task Errors_OfEveryKind_AreProblems()
    {
        var api = await Shared.Value;
        var nobody = Guid.CreateVersion7();
        (HttpMethod Method, string Path, HttpStatusCode Status)[] requests =
        [
            (HttpMethod.Get, "/nothing", HttpStatusCode.NotFound),
            (HttpMethod.Put, "/v1/messages", HttpStatusCode.MethodNotAllowed),
            (HttpMethod.Get, $"/v1/messages/{nobody}", HttpStatusCode.NotFound),
            (HttpMethod.Get, "/v1/messages/7", HttpStatusCode.NotFound),
            (HttpMethod.Get, $"/v1/messages/{nobody}/raw", HttpStatusCode.NotFound),
            (HttpMethod.Post, $"/v1/messages/{nobody}/cancel", HttpStatusCode.NotFound),
            (HttpMethod.Post, $"/v1/messages/{nobody}/send-again", HttpStatusCode.NotFound),
            (HttpMethod.Get, $"/v1/received/{nobody}", HttpStatusCode.NotFound),
            (HttpMethod.Get, $"/v1/received/{nobody}/raw", HttpStatusCode.NotFound),
            (HttpMethod.Get, $"/v1/received/{nobody}/attachments/1", HttpStatusCode.NotFound),
            (HttpMethod.Get, "/v1/messages?limit=0", HttpStatusCode.BadRequest),
            (HttpMethod.Get, "/v1/messages?limit=x", HttpStatusCode.BadRequest),
            (HttpMethod.Get, "/v1/messages?cursor=x", HttpStatusCode.BadRequest),
            (HttpMethod.Get, "/v1/messages?state=lost", HttpStatusCode.BadRequest),
            (HttpMethod.Get, "/v1/messages?state=sent,failed", HttpStatusCode.BadRequest),
            (HttpMethod.Get, "/v1/messages?state=1", HttpStatusCode.BadRequest),
            (HttpMethod.Get, $"/v1/received?q={new string('x', 201)}", HttpStatusCode.BadRequest),
        ];

        foreach (var (method, path, status) in requests)
        {
            var (response, problem) = await api.SendAsync(method, path);
            response.StatusCode.ShouldBe(status, path);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", path);
            ((int?)problem["status"]).ShouldBe((int)status, path);
        }
    }

    [Fact]
    public async Task Post_OfAnotherContentType_IsRefused()
    {
        var api = await Shared.Value;
        using var content = new StringContent("to=a@b.test", Encoding.UTF8, "application/x-www-form-urlencoded");

        var response = await api.Client.PostAsync("/v1/messages", content).WithinAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer another key")]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer ")]
    public async Task Request_WithoutAKey_IsRefused(string? authorization)
    {
        var api = await Shared.Value;
        using var stranger = new HttpClient { BaseAddress = api.Client.BaseAddress };
        if (authorization is not null)
            stranger.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        foreach (var path in new[] { "/v1/messages", "/v1/received", "/v1/events", $"/v1/messages/{Guid.NewGuid()}" })
        {
            var response = await stranger.GetAsync(path, HttpCompletionOption.ResponseHeadersRead).WithinAsync();
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        }
        (await stranger.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static Lazy<Task<ApiHost>> Shared { get; } = new(() => ApiHost.StartAsync());

    private static IEnumerable<string> Errors((HttpResponseMessage Response, JsonNode Body) answer)
    {
        answer.Response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, answer.Body.ToJsonString());
        return answer.Body["errors"]!.AsObject().Select(error => error.Key);
    }

    private static async Task<(HttpResponseMessage Response, JsonNode Body)> SendTextAsync(ApiHost api, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        var response = await api.Client.PostAsync("/v1/messages", content).WithinAsync();
        return (response, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
