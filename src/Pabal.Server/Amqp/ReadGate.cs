using Pabal.Engine;
using Pabal.Server.Transport;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>
/// Says when a connection may be read from: not while its login is checked or its client leaves its replies unread, nor while a reply
/// has to come before the next method is carried out, and not while no more can be kept of what it publishes until the broker has memory and disk again.
/// </summary>
/// <remarks>What the client was told, and the wait for replies, are guarded by the connection's outbound lock.</remarks>
internal sealed class ReadGate(AmqpConnection connection)
{
    private readonly OutboundBuffer outbound = connection.Outbound;
    private readonly TaskCompletionSource ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? repliesRead;
    private bool isToldBlocked;
    private volatile bool isPublisher;
    private volatile bool isClosed;

    /// <summary>True while nothing is read, so that the client's silence means nothing.</summary>
    public bool IsClosed => isClosed;

    /// <summary>True when the next publish has to wait. The one that makes a connection a publisher's is on its way already.</summary>
    public bool HoldsPublishes => isPublisher && LacksResources;

    /// <summary>True when the broker lacks memory or disk.</summary>
    public bool LacksResources => connection.Broker.Alarm.IsRaised;

    private bool IsFull => connection.IsHeldInputFull && LacksResources;

    private bool IsLogBehind => isPublisher && connection.Broker.Durability is { IsCongested: true, HasFailed: false };

    private bool IsOpen =>
        !IsFull && !IsLogBehind && !connection.Login.IsChecking && !connection.Replies.HoldsInput && outbound.Pending < OutboundBuffer.ReplyLimit;

    /// <summary>Completes when the connection may be read from, or is ending.</summary>
    /// <returns>True when there was a wait.</returns>
    public async ValueTask<bool> PassAsync()
    {
        if (IsOpen)
            return false;
        isClosed = true;
        while (!IsOpen && !ending.Task.IsCompleted)
        {
            if (IsFull)
                await Task.WhenAny(connection.Broker.Alarm.WhenCleared(), ending.Task);
            else if (IsLogBehind)
                await Task.WhenAny(connection.Broker.Durability!.WhenDurable(), ending.Task);
            else if (connection.Login.IsChecking)
                await Task.WhenAny(connection.Login.WhenChecked(), ending.Task);
            else if (connection.Replies.HoldsInput)
                await Task.WhenAny(connection.Replies.WhenInputMayGoOn(), ending.Task);
            else
                await Task.WhenAny(WhenRepliesAreRead(), ending.Task);
        }
        isClosed = false;
        return true;
    }

    /// <summary>Notes that the connection publishes, and tells the client if it has to wait.</summary>
    public void BecomePublisher()
    {
        if (isPublisher)
            return;
        isPublisher = true;
        TellAlarm();
    }

    /// <summary>Tells a publisher whether it has to wait, unless that is what it was told last.</summary>
    public void TellAlarm()
    {
        if (!isPublisher || !connection.Capabilities.ConnectionBlocked || !connection.IsOpen)
            return;
        lock (outbound.Gate)
        {
            // Read under the lock: who comes here last, after the last change, tells the last state.
            var scarce = connection.Broker.Alarm.Scarce;
            var isBlocked = scarce != ScarceResources.None;
            if (isBlocked == isToldBlocked || outbound.IsClosed)
                return;
            isToldBlocked = isBlocked;
            if (isBlocked)
                connection.Write(0, new ConnectionBlocked(Reason(scarce)));
            else
                connection.Write(0, default(ConnectionUnblocked));
        }
        connection.Flush();
    }

    /// <summary>Enough was sent. Called under the outbound lock.</summary>
    public void OnRepliesRead()
    {
        repliesRead?.TrySetResult();
        repliesRead = null;
    }

    /// <summary>
    /// The connection is closing, or was cut: nobody is to wait any more. What comes is ignored, but for the client's
    /// close-ok, which has to be read whatever the broker is short of.
    /// </summary>
    public void OnEnding() => ending.TrySetResult();

    // As RabbitMQ words it. A client is told once, whatever else becomes scarce while it waits.
    private static string Reason(ScarceResources scarce) => scarce switch
    {
        ScarceResources.Memory => "low on memory",
        ScarceResources.Disk => "low on disk",
        _ => "low on memory & disk",
    };

    private Task WhenRepliesAreRead()
    {
        lock (outbound.Gate)
        {
            if (outbound.Pending < OutboundBuffer.ReplyLimit || outbound.IsClosed)
                return Task.CompletedTask;
            repliesRead ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return repliesRead.Task;
        }
    }
}
