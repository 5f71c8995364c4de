using Pabal.Server.Transport;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>
/// Says when a connection may be read from: not while its client leaves its replies unread, and, once it has published,
/// not while the broker is short of memory.
/// </summary>
/// <remarks>What the client was told, and the wait for replies, are guarded by the connection's outbound lock.</remarks>
internal sealed class ReadGate(AmqpConnection connection, Task stopping)
{
    private readonly OutboundBuffer outbound = connection.Outbound;
    private readonly TaskCompletionSource aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? repliesRead;
    private bool isToldBlocked;
    private volatile bool isPublisher;
    private volatile bool isClosed;

    /// <summary>True while nothing is read, so that the client's silence means nothing.</summary>
    public bool IsClosed => isClosed;

    private bool LacksMemory => isPublisher && connection.Broker.Memory.IsRaised;

    private bool IsLogBehind => isPublisher && connection.Broker.Durability is { IsCongested: true };

    private bool IsOpen => !LacksMemory && !IsLogBehind && outbound.Pending < OutboundBuffer.ReplyLimit;

    /// <summary>Completes when the connection may be read from, or has ended.</summary>
    /// <returns>True when there was a wait.</returns>
    public async ValueTask<bool> PassAsync()
    {
        if (IsOpen)
            return false;
        isClosed = true;
        // When the broker stops, the client's close-ok has to be read whatever the memory.
        while (!IsOpen && !outbound.IsClosed && !stopping.IsCompleted)
        {
            if (LacksMemory)
                await Task.WhenAny(connection.Broker.Memory.WhenCleared(), stopping, aborted.Task);
            else if (IsLogBehind)
                await Task.WhenAny(connection.Broker.Durability!.WhenDurable(), stopping, aborted.Task);
            else
                await WhenRepliesAreRead();
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
        TellMemoryAlarm();
    }

    /// <summary>Tells a publisher whether it has to wait, unless that is what it was told last.</summary>
    public void TellMemoryAlarm()
    {
        if (!isPublisher || !connection.Capabilities.ConnectionBlocked || !connection.IsOpen)
            return;
        lock (outbound.Gate)
        {
            // Read under the lock: who comes here last, after the last change, tells the last state.
            var isBlocked = connection.Broker.Memory.IsRaised;
            if (isBlocked == isToldBlocked || outbound.IsClosed)
                return;
            isToldBlocked = isBlocked;
            if (isBlocked)
                connection.Write(0, new ConnectionBlocked("low on memory"));
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

    /// <summary>The connection was cut: nobody is to wait any more. Called under the outbound lock.</summary>
    public void Abort()
    {
        aborted.TrySetResult();
        OnRepliesRead();
    }

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
