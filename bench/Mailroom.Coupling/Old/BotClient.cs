using System.Net.Http.Json;

namespace Mailroom.Coupling.Old;

/// <summary>The API's way to the bot.</summary>
internal sealed class BotClient(HttpClient http)
{
    /// <summary>Returns when the mail is sent.</summary>
    /// <exception cref="HttpRequestException">The bot could not send it, or could not store that it has.</exception>
    public async Task<SendReport> SendAsync(SendOrder order, CancellationToken cancellation)
    {
        using var response = await http.PostAsJsonAsync("send", order, cancellation);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<SendReport>(cancellation))!;
    }
}
