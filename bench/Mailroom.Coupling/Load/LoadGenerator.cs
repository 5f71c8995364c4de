using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Mailroom.Coupling.Old;
using Pabal.Bench.Processes;

namespace Mailroom.Coupling.Load;

/// <summary>
/// Makes each request when it is due, whatever became of those before it, and counts its time from then on: so a pause of the
/// server shows in every request that it delays. Raises the load no further when the server stands still.
/// </summary>
internal sealed class LoadGenerator(LoadSettings settings) : IDisposable
{
    private static readonly string text = string.Concat(Enumerable.Repeat("Your order has left our house today. ", 25));

    // Before the first step the load waits for the server, so that one that has to compile first is not overrun unmeasured.
    private const int MaxWarmingUp = 4;

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Lock gate = new();
    private readonly List<RequestRecord> records = [];
    private readonly StandStill standStill = new(settings.Plan);
    private int outstanding;

    /// <summary>The process of the load generator.</summary>
    public static async Task RunAsync(string[] arguments)
    {
        var settings = LoadSettings.Parse(arguments);
        Libc.RaiseOpenFiles(2 * LoadSettings.MaxOutstanding);
        using var generator = new LoadGenerator(settings);
        RequestLog.Write(settings.File, await generator.MakeAllAsync());
    }

    public void Dispose() => http.Dispose();

    private async Task<IEnumerable<RequestRecord>> MakeAllAsync()
    {
        var requests = new List<Task>();
        var start = Stopwatch.GetTimestamp() + Ticks(0.2);
        Console.WriteLine($"The load begins at {start}");
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var plan = settings.Plan;
        for (var seconds = 0.0; seconds < plan.TotalSeconds; seconds += plan.PauseAt(seconds))
        {
            var due = start + Ticks(seconds);
            while (Stopwatch.GetTimestamp() < due)
                await timer.WaitForNextTickAsync();
            if (plan == settings.Plan && standStill.HasLasted(seconds))
            {
                var step = plan.StepAt(seconds);
                Console.WriteLine($"The load falls at step {step}");
                plan = plan.FallAt(step);
                if (seconds >= plan.TotalSeconds)
                    break;
            }
            if (seconds >= plan.StartSeconds || Volatile.Read(ref outstanding) < MaxWarmingUp)
                requests.Add(MakeAsync(requests.Count, due, seconds));
        }
        await Task.WhenAll(requests);
        // So that the processor time of the last step can still be read.
        await Task.Delay(500);
        return records;
    }

    private async Task MakeAsync(int number, long due, double seconds)
    {
        var status = RequestRecord.NotMade;
        if (Interlocked.Increment(ref outstanding) <= LoadSettings.MaxOutstanding)
            status = await PostAsync(number);
        Interlocked.Decrement(ref outstanding);
        var record = new RequestRecord(number, due, Stopwatch.GetTimestamp(), status);
        lock (gate)
        {
            records.Add(record);
            standStill.Count(seconds + (record.Milliseconds / 1000), record.IsSuccess);
        }
    }

    private async Task<int> PostAsync(int number)
    {
        using var timeout = new CancellationTokenSource(settings.Timeout);
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Target) { Content = Body(number) };
        // A caller who got no answer may ask again without a second mail; the old API knows no such thing.
        request.Headers.Add("Idempotency-Key", FormattableString.Invariant($"coupling-{number}"));
        if (settings.Key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.Key);
        try
        {
            using var response = await http.SendAsync(request, timeout.Token);
            return (int)response.StatusCode;
        }
        catch (OperationCanceledException)
        {
            return RequestRecord.TimedOut;
        }
        catch (HttpRequestException)
        {
            return RequestRecord.Broken;
        }
    }

    private static ByteArrayContent Body(int number)
    {
        var message = new PostedMessage(
            "The shop <shop@example.test>", [RequestRecord.RecipientOf(number)],
            FormattableString.Invariant($"Your order {number}"), text);
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(message, JsonSerializerOptions.Web));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", Encoding.UTF8.WebName);
        return content;
    }

    private static long Ticks(double seconds) => (long)(seconds * Stopwatch.Frequency);
}
