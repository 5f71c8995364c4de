using System.Globalization;
using System.Text;
using System.Text.Json;
using Mailroom.Api.Data;
using Mailroom.Api.Http;

namespace Mailroom.Api.Changes;

/// <summary>Tells one listener of changes, as server-sent events (HTML Living Standard, 9.2), until it goes away.</summary>
internal sealed class ChangeStream(ChangeFeed feed, ChangeLog log, HttpResponse response)
{
    // So that neither side, nor what is between them, takes silence for the end.
    private static readonly TimeSpan heartbeat = TimeSpan.FromSeconds(15);

    private const int ReconnectMs = 2000;

    private readonly StringBuilder text = new();

    public async Task RunAsync(string lastEventId, CancellationToken cancellation)
    {
        using var listening = feed.Listen();
        var position = await BeginAsync(lastEventId, cancellation);
        while (true)
        {
            await response.WriteAsync(text.ToString(), cancellation);
            await response.Body.FlushAsync(cancellation);
            text.Clear();
            var (changes, more, begin) = feed.Read(position);
            if (changes is null)
            {
                changes = await log.ReadAsync(position, cancellation);
                // There is nothing up to where the feed begins, so that the listener can go on there.
                if (changes.Count == 0)
                    position = begin;
            }
            foreach (var change in changes)
            {
                position = ChangeFeed.PositionOf(change);
                Add(change, position);
            }
            if (more is not null)
                await WaitAsync(more, cancellation);
        }
    }

    private async Task<ChangePosition> BeginAsync(string lastEventId, CancellationToken cancellation)
    {
        var end = await log.EndAsync(cancellation);
        text.Append(CultureInfo.InvariantCulture, $"retry: {ReconnectMs}\n");
        // One from the future is of another database: what it has missed can't be known.
        if (ChangePosition.TryParse(lastEventId, out var last) && last.CompareTo(end) <= 0)
        {
            text.Append(":\n\n");
            return last;
        }
        // Even a listener that hears nothing before it breaks off can then go on from here.
        text.Append(CultureInfo.InvariantCulture, $"id: {end}\nevent: begin\ndata: {{}}\n\n");
        return end;
    }

    private async Task WaitAsync(Task more, CancellationToken cancellation)
    {
        try
        {
            await more.WaitAsync(heartbeat, cancellation);
        }
        catch (TimeoutException)
        {
            text.Append(":\n\n");
        }
    }

    // A mail that belongs to a message is news about both.
    private void Add(TimelineEntry change, ChangePosition position)
    {
        if (change.MessageId is not null)
            Add("message", ChangeView.OfMessage(change), change.ReceivedId is null ? position : null);
        if (change.ReceivedId is not null)
            Add("received", ChangeView.OfReceived(change), position);
    }

    private void Add(string kind, ChangeView change, ChangePosition? position)
    {
        if (position is { } id)
            text.Append(CultureInfo.InvariantCulture, $"id: {id}\n");
        text.Append(CultureInfo.InvariantCulture, $"event: {kind}\ndata: {JsonSerializer.Serialize(change, ApiJson.Options)}\n\n");
    }
}
