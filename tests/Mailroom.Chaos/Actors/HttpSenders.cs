using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Mailroom.Chaos.Ledgers;
using Mailroom.Chaos.Running;

namespace Mailroom.Chaos.Actors;

/// <summary>
/// Clients that send mails over HTTP; each makes its request again, with the same key, until it is answered. Some change their mind.
/// </summary>
internal sealed class HttpSenders(ChaosLedger ledger, Pace pace, Site site, ChaosOptions options, Random random)
{
    private const int Clients = 8;
    private const int OneOfThatManyAsksAgain = 20;
    private const int OneOfThatManyIsCancelled = 15;

    private const int LongestThoughtMs = 400;

    private readonly Lock gate = new();
    private int next;

    public Task RunAsync(CancellationToken cancellation) =>
        Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => RunClientAsync(cancellation)));

    private async Task RunClientAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient
        {
            BaseAddress = new Uri($"http://127.0.0.1:{site.ApiPort}/"),
            Timeout = TimeSpan.FromSeconds(10),
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Site.Key);
        while (Interlocked.Increment(ref next) - 1 is var item && item < options.Mails)
        {
            await pace.WaitAsync(item, options.Mails, cancellation);
            var subject = $"out-{item:D6}";
            for (var requests = Draw(OneOfThatManyAsksAgain) == 0 ? 2 : 1; requests > 0; requests--)
                await UntilAnsweredAsync(() => TryAcceptAsync(http, subject, cancellation), cancellation);
            if (Draw(OneOfThatManyIsCancelled) == 0 && ledger.Accepted.ContainsKey(subject))
            {
                await Task.Delay(Draw(LongestThoughtMs), cancellation);
                ledger.Cancel(subject);
                await UntilAnsweredAsync(() => TryCancelAsync(http, subject, cancellation), cancellation);
            }
        }
    }

    private async Task UntilAnsweredAsync(Func<Task<bool>> request, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                if (await request())
                    return;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException ||
                (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                // Nobody knows what became of it: that is why it is made again.
            }
            await Task.Delay(50 + Draw(300), cancellation);
        }
    }

    /// <returns>False when it is to be tried again.</returns>
    private async Task<bool> TryAcceptAsync(HttpClient http, string subject, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/messages")
        {
            Content = JsonContent.Create(new { to = new[] { "somebody@example.test" }, subject, text = subject }),
        };
        request.Headers.Add("Idempotency-Key", subject);
        using var response = await http.SendAsync(request, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        if (response.StatusCode == HttpStatusCode.Accepted)
            ledger.Accept(subject, JsonElement.Parse(text).GetProperty("id").GetGuid());
        else if ((int)response.StatusCode < 500)
            ledger.Report(ViolationKind.Refused, subject, $"{(int)response.StatusCode} {text}");
        return (int)response.StatusCode < 500;
    }

    /// <returns>False when it is to be tried again.</returns>
    private async Task<bool> TryCancelAsync(HttpClient http, string subject, CancellationToken cancellation)
    {
        using var response = await http.PostAsync($"v1/messages/{ledger.Accepted[subject]}/cancel", null, cancellation);
        // Too late is an answer too.
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Conflict) && (int)response.StatusCode < 500)
            ledger.Report(ViolationKind.Refused, subject, $"cancel: {(int)response.StatusCode}");
        return (int)response.StatusCode < 500;
    }

    private int Draw(int below)
    {
        lock (gate)
            return random.Next(below);
    }
}
