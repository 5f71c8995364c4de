using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Mailroom.Web.Tests.Fake;

/// <summary>The server-sent events of the <see cref="FakeApi"/>, which can break off.</summary>
internal sealed class FakeEvents
{
    private readonly Lock gate = new();
    private readonly List<string> told = [];
    private TaskCompletionSource changed = New();
    private TaskCompletionSource breaking = New();

    /// <summary>Last-Event-ID of each connection; empty where it had none.</summary>
    public ConcurrentQueue<string> Resumed { get; } = new();

    public void Tell(string type, string id)
    {
        lock (gate)
        {
            told.Add($"id: {told.Count + 1}\nevent: {type}\ndata: {{\"id\":\"{id}\"}}\n\n");
            changed.TrySetResult();
            changed = New();
        }
    }

    /// <summary>Ends all connections.</summary>
    public void Break()
    {
        lock (gate)
        {
            breaking.TrySetResult();
            breaking = New();
        }
    }

    public async Task ServeAsync(HttpContext context)
    {
        var last = context.Request.Headers["Last-Event-ID"].ToString();
        Resumed.Enqueue(last);
        var next = int.TryParse(last, out var known) ? known : 0;
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("retry: 100\n\n");
        var broken = breaking.Task;
        var gone = Task.Delay(Timeout.Infinite, context.RequestAborted);
        while (!broken.IsCompleted && !gone.IsCompleted)
        {
            Task news;
            string[] events;
            lock (gate)
            {
                news = changed.Task;
                events = [.. told.Skip(next)];
            }
            next += events.Length;
            await context.Response.WriteAsync(string.Concat(events));
            await context.Response.Body.FlushAsync();
            await Task.WhenAny(news, broken, gone);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
