using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Mailroom.Api.Data;
using Mailroom.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mailroom.Api.Tests;

/// <summary>The API in this process, at a port of its own.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    public const string Key = "a key for tests only";

    private readonly WebApplication app;
    private readonly ServerFolder? folder;

    private ApiHost(WebApplication app, ServerFolder? folder)
    {
        this.app = app;
        this.folder = folder;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Client.DefaultRequestHeaders.Authorization = new("Bearer", Key);
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => app.Services;

    public Database Database => app.Services.GetRequiredService<Database>();

    /// <summary>Nobody listens there.</summary>
    public static string NoBroker => $"amqp://127.0.0.1:{LoopbackPort.FindFree()}";

    public static async Task<ApiHost> StartAsync(
        string? broker = null, string? database = null, TimeProvider? time = null, params (string Key, string? Value)[] settings)
    {
        var home = database is null ? new ServerFolder("api") : null;
        var values = new Dictionary<string, string?>
        {
            ["Api:Keys:tests"] = Key,
            ["Api:From"] = "Mailroom <mailroom@example.test>",
            ["Broker:Uri"] = broker ?? NoBroker,
            ["Database:ConnectionString"] = database ?? $"Data Source={home!["mailroom.db"]};Pooling=False",
        };
        foreach (var (key, value) in settings)
            values[key] = value;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(values);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (time is not null)
            builder.Services.AddSingleton(time);
        builder.Services.AddMailroomApi(builder.Configuration);
        var web = builder.Build();
        web.MapMailroomApi();
        await web.StartAsync();
        return new ApiHost(web, home);
    }

    public static JsonObject Mail(string subject = "Hello") => new()
    {
        ["to"] = new JsonArray("Bob <bob@example.test>"),
        ["subject"] = subject,
        ["text"] = "How are you?",
    };

    public async Task<(HttpResponseMessage Response, JsonNode Body)> SendAsync(
        HttpMethod method, string path, JsonNode? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var response = await Client.SendAsync(request).WithinAsync();
        return (response, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    public Task<(HttpResponseMessage Response, JsonNode Body)> PostAsync(
        string path, JsonNode? body = null, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, body, headers);

    public async Task<JsonNode> GetAsync(string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        var (response, body) = await SendAsync(HttpMethod.Get, path);
        response.StatusCode.ShouldBe(status, body.ToJsonString());
        return body;
    }

    /// <summary>Has a message accepted.</summary>
    /// <returns>Its id.</returns>
    public async Task<Guid> AcceptAsync(JsonNode? mail = null)
    {
        var (response, body) = await PostAsync("/v1/messages", mail ?? Mail());
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, body.ToJsonString());
        return body["id"]!.GetValue<Guid>();
    }

    /// <summary>Waits until a message is in a state.</summary>
    public Task<JsonNode> InStateAsync(Guid id, string state) =>
        Waiting.UntilAsync(() => GetAsync($"/v1/messages/{id}"), message => (string?)message["state"] == state);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        folder?.Dispose();
    }
}
