using Pabal.Engine;
using Pabal.Server.Transport;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>How a connection ends: the close handshake with its deadline, and the last octets sent (AMQP 0-9-1 §2.2.4).</summary>
/// <remarks>Guarded by the connection's processing lock, where a member doesn't say otherwise.</remarks>
internal sealed class ConnectionClosing(AmqpConnection connection, ChannelTable channels, AmqpServer server, ITransport transport)
{
    // Guarded by the outbound lock.
    private bool endsWhenSent;

    /// <summary>Answers what went wrong while input was handled: closes the channel at fault, or the connection.</summary>
    public void OnError(Exception exception)
    {
        var error = Translate(exception);
        connection.EndBatch();
        server.LogError(connection, channels.CurrentNumber, error);
        if (connection.IsOpen && !error.ClosesConnection)
            channels.CloseCurrent(error);
        else
            Close(error);
    }

    /// <summary>Sends connection.close; the client's close-ok, or a deadline, ends the connection.</summary>
    public void Close(AmqpException error)
    {
        // A client that isn't logged in is told nothing. While closing, frames that can't be told apart hide its close-ok.
        if (connection.State is < ConnectionState.AwaitingOpen or ConnectionState.Closing)
        {
            End();
            return;
        }
        if (connection.State == ConnectionState.Closed)
            return;
        connection.EndBatch();
        lock (connection.Outbound.Gate)
            connection.Replies.WriteReady();
        Release();
        connection.State = ConnectionState.Closing;
        connection.ReadGate.OnEnding();
        StartDeadline();
        connection.Send(0, new ConnectionClose(error.Code, error.ReplyText, error.Method ?? channels.CurrentMethod));
        if (error.Code == ReplyCode.FrameError)
            End();
    }

    /// <summary>Says everything that is written, then ends; what still comes in is ignored.</summary>
    public void End()
    {
        Release();
        connection.State = ConnectionState.Closed;
        connection.ReadGate.OnEnding();
        StartDeadline();
        lock (connection.Outbound.Gate)
        {
            endsWhenSent = true;
            ShutdownWhenSent();
        }
    }

    /// <summary>Gives up what the connection holds in the broker.</summary>
    public void Release()
    {
        connection.EndBatch();
        channels.Release();
        connection.VirtualHost?.DeleteOwnedBy(connection);
        connection.Access?.Dispose();
    }

    /// <summary>Tells the client that no more comes, once that is so. Called under the outbound lock.</summary>
    public void ShutdownWhenSent()
    {
        if (!endsWhenSent || connection.Outbound.Pending > 0)
            return;
        transport.ShutdownSend();
    }

    private void StartDeadline() => connection.Deadline = server.Now + server.Options.CloseTimeoutMs;

    private AmqpException Translate(Exception exception)
    {
        switch (exception)
        {
            case AmqpException error:
                return error;
            case BrokerException refusal:
                return AmqpException.From(refusal);
            case MalformedException malformed:
                return new AmqpException(ReplyCode.SyntaxError, malformed.Message);
            default:
                // A fault of the broker's own must cost no more than the connection that met it.
                connection.OnFailure(exception);
                return new AmqpException(ReplyCode.InternalError, "");
        }
    }
}
