using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Pabal.Parity.Tests.Observing;

/// <summary>
/// A channel that writes down what the broker answers. After a refusal it goes on with a channel that it opens anew.
/// </summary>
internal sealed class ObservedChannel(ObservedConnection connection, string label, bool confirms)
{
    private IChannel? channel;
    private Outcomes? outcomes;
    private TaskCompletionSource<string> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ObservedConnection Connection => connection;

    public Names Names => connection.Names;

    public string Label => label;

    public bool Confirms => confirms;

    public Outcomes Outcomes => outcomes ?? throw new InvalidOperationException("The channel isn't open.");

    public static string Describe(ShutdownEventArgs reason) =>
        $"{reason.ReplyCode} {reason.ReplyText} (method {reason.ClassId}.{reason.MethodId})";

    public async Task<IChannel> OpenAsync()
    {
        if (channel is { IsOpen: true })
            return channel;
        if (channel is not null)
            await channel.DisposeAsync();
        channel = await connection.CreateChannelAsync(confirms);
        outcomes = new Outcomes(channel);
        closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var opened = closed;
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            opened.TrySetResult(Describe(reason));
            return Task.CompletedTask;
        };
        return channel;
    }

    /// <summary>Writes a line, with the channel's label unless it is the scenario's first channel.</summary>
    public void Write(string line) => connection.Log.Add(label.Length == 0 ? line : $"[{label}] {line}");

    /// <summary>Asks for something and writes down the answer, or the refusal.</summary>
    /// <returns>Whether it was not refused.</returns>
    public async Task<bool> AskAsync(string what, Func<IChannel, Task<string>> ask)
    {
        try
        {
            Write($"{what}: {await ask(await OpenAsync()).WithinAsync($"an answer to {what}")}");
            return true;
        }
        catch (OperationInterruptedException refusal) when (refusal.ShutdownReason is { } reason)
        {
            // The connection learns of its end a moment after the channel does.
            var scope = reason.ReplyCode is 320 or 402 or 501 or 502 or 503 or 504 or 505 or 530 or 540 or 541 or 542
                ? "connection" : "channel";
            Write($"{what}: {scope} closed: {Describe(reason)}");
            return false;
        }
    }

    public Task<bool> AskAsync(string what, Func<IChannel, Task> ask) => AskAsync(what, async opened =>
    {
        await ask(opened);
        return "ok";
    });

    /// <summary>Writes down with which reason the broker closes the channel.</summary>
    public async Task ClosedAsync() => Write($"channel closed: {await closed.Task.WithinAsync("channel.close")}");

    public async Task CloseAsync()
    {
        if (channel is { IsOpen: true })
            await channel.CloseAsync().WithinAsync("channel.close-ok");
        Write("close");
    }
}
