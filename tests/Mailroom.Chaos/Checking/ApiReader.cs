using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Mailroom.Chaos.Running;

namespace Mailroom.Chaos.Checking;

/// <summary>Reads everything that the API has.</summary>
internal sealed class ApiReader : IDisposable
{
    private readonly HttpClient http;

    public ApiReader(Site site)
    {
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{site.ApiPort}/v1/"), Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Site.Key);
    }

    public void Dispose() => http.Dispose();

    public async Task<Dictionary<string, int>> CountStatesAsync(CancellationToken cancellation) =>
        (await ListAsync("messages", item => item.GetProperty("state").GetString()!, cancellation))
        .GroupBy(state => state, StringComparer.Ordinal)
        .ToDictionary(states => states.Key, states => states.Count(), StringComparer.Ordinal);

    public async Task<List<FoundMessage>> MessagesAsync(CancellationToken cancellation)
    {
        var found = new List<FoundMessage>();
        foreach (var id in await ListAsync("messages", item => item.GetProperty("id").GetGuid(), cancellation))
            found.Add(Read(await http.GetFromJsonAsync<JsonElement>($"messages/{id}", cancellation)));
        return found;
    }

    /// <summary>The subjects of all received mails.</summary>
    public Task<List<string>> ReceivedAsync(CancellationToken cancellation) =>
        ListAsync("received", item => item.GetProperty("subject").GetString()!, cancellation);

    private static FoundMessage Read(JsonElement message) => new(
        message.GetProperty("id").GetGuid(),
        message.GetProperty("subject").GetString()!,
        message.GetProperty("state").GetString()!,
        [.. message.GetProperty("timeline").EnumerateArray().Select(entry => (
            entry.GetProperty("kind").GetString()!,
            entry.TryGetProperty("attempt", out var attempt) ? attempt.GetInt32() : (int?)null))]);

    private async Task<List<T>> ListAsync<T>(string list, Func<JsonElement, T> read, CancellationToken cancellation)
    {
        var all = new List<T>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await http.GetFromJsonAsync<JsonElement>(
                $"{list}?limit=200{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}", cancellation);
            all.AddRange(page.GetProperty("items").EnumerateArray().Select(read));
            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }
        return all;
    }
}
