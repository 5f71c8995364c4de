using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Mailroom.Tests;

/// <summary>What tests ask of the API.</summary>
internal static class MailroomClient
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <returns>The message's id.</returns>
    public static async Task<string> SendAsync(this HttpClient http, string to, string subject, string text = "Hello")
    {
        using var answer = await http.PostAsJsonAsync(
            "/v1/messages", new { to = to.Split(','), subject, text });
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]!;
    }

    public static async Task<JsonNode> ReadAsync(this HttpClient http, string path) =>
        JsonNode.Parse(await http.GetStringAsync(new Uri(path, UriKind.Relative)))!;

    /// <summary>Waits until a message is in a state.</summary>
    public static Task<JsonNode> ReachesAsync(this HttpClient http, string id, string state) => UntilAsync(
        () => http.ReadAsync($"/v1/messages/{id}"), message => (string?)message["state"] == state);

    /// <summary>Waits until a mail with this subject is in the inbox.</summary>
    public static async Task<JsonNode> ReceivesAsync(this HttpClient http, string subject)
    {
        var list = await UntilAsync(() => http.ReadAsync("/v1/received"), found => Find(found) is not null);
        return await http.ReadAsync($"/v1/received/{Find(list)!["id"]}");

        JsonNode? Find(JsonNode page) => page["items"]!.AsArray().FirstOrDefault(mail => (string?)mail!["subject"] == subject);
    }

    public static IReadOnlyList<string> Kinds(this JsonNode message) =>
        [.. message["timeline"]!.AsArray().Select(entry => (string)entry!["kind"]!)];

    private static async Task<JsonNode> UntilAsync(Func<Task<JsonNode>> get, Func<JsonNode, bool> isRight)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var found = await get();
            if (isRight(found))
                return found;
            if (Stopwatch.GetElapsedTime(started) > Deadline)
                throw new TimeoutException($"It did not come so far: {found.ToJsonString()}");
            await Task.Delay(Pause);
        }
    }
}
