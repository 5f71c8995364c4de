using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Mailroom.EndToEnd.Tests;

/// <summary>Uses the API over HTTP as any client would.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient http;

    public ApiClient(int port, string key)
    {
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public void Dispose() => http.Dispose();

    /// <summary>Sends a mail, and returns what it was answered: the message as it was accepted.</summary>
    public async Task<JsonElement> AcceptAsync(object mail)
    {
        using var response = await PostAsync("v1/messages", mail);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<HttpResponseMessage> PostAsync(string path, object? body = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await http.SendAsync(request);
    }

    public Task<JsonElement> GetAsync(string path) => http.GetFromJsonAsync<JsonElement>(path);

    public Task<byte[]> GetBytesAsync(string path) => http.GetByteArrayAsync(path);

    public Task<JsonElement> MessageAsync(Guid id) => GetAsync($"v1/messages/{id}");

    /// <summary>Waits until a message has come to a state. When it ends in another one, it never will.</summary>
    public async Task<JsonElement> InStateAsync(Guid id, string state)
    {
        var message = await WhenAsync(
            id, message => message.State() == state || message.State() is "sent" or "failed" or "uncertain" or "cancelled");
        message.State().ShouldBe(state, message.ToString());
        return message;
    }

    /// <summary>Waits until a message meets a condition.</summary>
    public Task<JsonElement> WhenAsync(Guid id, Func<JsonElement, bool> condition) =>
        Waiting.UntilAsync(() => MessageAsync(id), condition, last => $"Last: {last}");

    /// <summary>Waits for received mails that contain a word.</summary>
    public async Task<List<JsonElement>> ReceivedAsync(string word, int count = 1)
    {
        var page = await Waiting.UntilAsync(
            () => GetAsync($"v1/received?q={Uri.EscapeDataString(word)}"),
            page => page.GetProperty("items").GetArrayLength() >= count,
            last => $"Last: {last}");
        return [.. page.GetProperty("items").EnumerateArray()];
    }
}
