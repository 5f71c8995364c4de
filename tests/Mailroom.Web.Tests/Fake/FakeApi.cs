using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Mailroom.Api.Page;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mailroom.Web.Tests.Fake;

/// <summary>
/// The HTTP API in memory, with the real page: it does what a test tells it, so that the page can be seen in states that the real
/// one comes into by accident only.
/// </summary>
internal sealed class FakeApi : IAsyncDisposable
{
    public const string Key = "the-key";

    private readonly WebApplication app;

    private FakeApi(WebApplication app) => this.app = app;

    public ConcurrentDictionary<string, FakeMessage> Messages { get; } = new();

    public ConcurrentDictionary<string, JsonObject> Received { get; } = new();

    public ConcurrentDictionary<string, byte[]> Attachments { get; } = new();

    /// <summary>Of every request to write a message, also of those that failed.</summary>
    public ConcurrentQueue<string> IdempotencyKeys { get; } = new();

    public FakeEvents Events { get; } = new();

    /// <summary>What the next request to write a message is answered with instead.</summary>
    public IResult? Refusal { get; set; }

    public string Address => app.Urls.Single();

    public string AddressWithKey => $"{Address}/#key={Key}";

    public static async Task<FakeApi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var fake = new FakeApi(builder.Build());
        fake.app.UseWebPage(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        fake.Map();
        await fake.app.StartAsync();
        return fake;
    }

    public FakeMessage Add(string subject, string state)
    {
        var message = new FakeMessage(new JsonObject
        {
            ["subject"] = subject,
            ["to"] = new JsonArray(new JsonObject { ["name"] = "Ann", ["address"] = "ann@example.com" }),
            ["from"] = new JsonObject { ["address"] = "bot@example.com" },
            ["text"] = "Hello",
        });
        message.Enter(state, state);
        Messages[message.Id] = message;
        return message;
    }

    public string AddReceived(JsonObject mail)
    {
        var id = Guid.CreateVersion7().ToString();
        mail["id"] = id;
        mail["receivedAt"] = "2026-05-01T10:00:00Z";
        mail["from"] ??= new JsonArray(new JsonObject { ["address"] = "somebody@example.net" });
        mail["attachments"] ??= new JsonArray();
        Received[id] = mail;
        Events.Tell("received", id);
        return id;
    }

    /// <summary>Moves a message on, and tells the page.</summary>
    public void Enter(FakeMessage message, string state, string kind, int? attempt = null, string? detail = null)
    {
        message.Enter(state, kind, attempt, detail);
        Events.Tell("message", message.Id);
    }

    public async ValueTask DisposeAsync()
    {
        Events.Break();
        await app.DisposeAsync();
    }

    private void Map()
    {
        app.Use((context, next) =>
        {
            if (context.Request.Headers.Authorization == $"Bearer {Key}")
                return next(context);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
        app.MapPost("/v1/messages", WriteAsync);
        app.MapGet("/v1/messages", (string? q, string? state, int limit, int? cursor) =>
            Page(Messages.Values.Where(m => (state is null || m.State == state) && m.Subject.Contains(q ?? "", StringComparison.Ordinal))
                .OrderByDescending(m => m.Id, StringComparer.Ordinal).Select(m => m.ToJson()), limit, cursor));
        app.MapGet("/v1/messages/{id}", (string id) => Messages.TryGetValue(id, out var found) ? Json(found.ToJson()) : Results.NotFound());
        app.MapPost("/v1/messages/{id}/cancel", (string id) => Act(id, "cancelled", "cancelled"));
        app.MapPost("/v1/messages/{id}/send-again", (string id) => Act(id, "accepted", "sent-again"));
        app.MapGet("/v1/received", (int limit, int? cursor) => Page(Received.Values, limit, cursor));
        app.MapGet("/v1/received/{id}", (string id) => Json(Received[id]));
        app.MapGet("/v1/received/{id}/attachments/{number}", (string id, int number) => Results.Bytes(Attachments[$"{id}/{number}"]));
        app.MapGet("/v1/events", Events.ServeAsync);
    }

    private async Task<IResult> WriteAsync(HttpRequest request)
    {
        IdempotencyKeys.Enqueue(request.Headers["Idempotency-Key"].ToString());
        if (Refusal is { } refusal)
        {
            Refusal = null;
            return refusal;
        }
        var content = (JsonObject)(await JsonNode.ParseAsync(request.Body))!;
        var message = new FakeMessage(content);
        message.Enter("accepted", "accepted");
        Messages[message.Id] = message;
        return Json(message.ToJson());
    }

    private IResult Act(string id, string state, string kind)
    {
        Enter(Messages[id], state, kind);
        return Json(Messages[id].ToJson());
    }

    private static IResult Page(IEnumerable<JsonObject> all, int limit, int? cursor)
    {
        var rest = all.Skip(cursor ?? 0).ToList();
        return Json(new JsonObject
        {
            ["items"] = new JsonArray([.. rest.Take(limit).Select(one => one.DeepClone())]),
            ["nextCursor"] = rest.Count > limit ? $"{(cursor ?? 0) + limit}" : null,
        });
    }

    private static IResult Json(JsonNode content) => Results.Text(content.ToJsonString(), "application/json");
}
