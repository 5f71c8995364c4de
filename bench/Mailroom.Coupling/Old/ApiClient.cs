using System.Globalization;
using System.Net.Http.Json;

namespace Mailroom.Coupling.Old;

/// <summary>The bot's way to the API.</summary>
internal sealed class ApiClient(HttpClient http)
{
    /// <exception cref="HttpRequestException">The API did not answer, or not with the account.</exception>
    public async Task<Account> GetAccountAsync(int id, CancellationToken cancellation) =>
        (await http.GetFromJsonAsync<Account>(
            string.Create(CultureInfo.InvariantCulture, $"internal/accounts/{id}"), cancellation))!;

    /// <exception cref="HttpRequestException">The API has not stored it.</exception>
    public async Task StoreAsync(SentReport report, CancellationToken cancellation)
    {
        using var response = await http.PostAsJsonAsync("internal/sent-mails", report, cancellation);
        response.EnsureSuccessStatusCode();
    }
}
