using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace Mailroom.Api.Tests;

/// <summary>Reads server-sent events.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly HttpResponseMessage response;
    private readonly IAsyncEnumerator<SseItem<string>> events;

    private Listener(HttpResponseMessage response, Stream stream)
    {
        this.response = response;
        events = SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator();
    }

    /// <summary>Of the last event that came.</summary>
    public string LastId { get; private set; } = "";

    public static async Task<Listener> StartAsync(ApiHost api, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/events");
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        var answer = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WithinAsync();
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var listener = new Listener(answer, await answer.Content.ReadAsStreamAsync());
        // One that goes on where it was is told of no beginning.
        if (lastEventId is null || !char.IsAsciiDigit(lastEventId[0]) || lastEventId.StartsWith("9223", StringComparison.Ordinal))
            (await listener.NextAsync()).Kind.ShouldBe("begin");
        return listener;
    }

    public async Task<(string Kind, string Id, JsonNode Data)> NextAsync()
    {
        (await events.MoveNextAsync().AsTask().WithinAsync()).ShouldBeTrue();
        var item = events.Current;
        LastId = item.EventId ?? LastId;
        return (item.EventType, LastId, JsonNode.Parse(item.Data)!);
    }

    public async ValueTask DisposeAsync()
    {
        response.Dispose();
        try
        {
            await events.DisposeAsync();
        }
        catch (NotSupportedException)
        {
            // A read that is still under way ends with the response.
        }
    }
}
