using System.Globalization;
using Pabal.Engine;
using Pabal.Engine.Durability;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>The channels of a connection, and which of them the input is about. Owned by the connection's processing lock.</summary>
internal sealed class ChannelTable(AmqpConnection connection)
{
    private readonly Dictionary<ushort, AmqpChannel> channels = [];
    private readonly List<AmqpChannel> confirming = [];
    private AmqpChannel? last;
    private LogMark lastLoggedEnd;

    /// <summary>The channel number of the frame that is being handled.</summary>
    public ushort CurrentNumber { get; private set; }

    /// <summary>The last method that came, which an error is about.</summary>
    public AmqpMethodId CurrentMethod { get; private set; }

    public void Enter(ushort number, AmqpMethodId method)
    {
        CurrentNumber = number;
        CurrentMethod = method;
    }

    public void OnMethod(ushort number, AmqpMethodId id, ReadOnlySpan<byte> arguments)
    {
        var channel = Find(number);
        if (channel is null)
        {
            if (id == AmqpMethodId.ChannelOpen)
                Open(number);
            else if (id is not (AmqpMethodId.ChannelCloseOk or AmqpMethodId.ChannelClose))
                throw new AmqpException(ReplyCode.ChannelError, "expected 'channel.open'");
            else if (id == AmqpMethodId.ChannelClose)
                connection.Send(number, default(ChannelCloseOk));
        }
        else if (channel.IsClosing)
        {
            OnMethodWhileClosing(channel, id);
        }
        else if (id == AmqpMethodId.ChannelClose)
        {
            Close(channel);
            connection.Send(number, default(ChannelCloseOk));
        }
        else
        {
            channel.OnMethod(id, arguments);
        }
    }

    /// <summary>Whether a method has to wait until the log is durable and earlier methods of its channel were answered.</summary>
    public bool MustWait(ushort number, AmqpMethodId id) =>
        !AmqpChannel.KeepsReplyOrder(id) && Find(number) is { } channel && connection.Replies.TryHold(channel);

    /// <summary>Whether a channel has published something in a transaction that is not committed.</summary>
    public bool HasUncommitted(ushort number) => Find(number)?.Transaction is { HasPublished: true };

    /// <summary>The channel that a content frame is for; null when it is closing and the frame is to be ignored.</summary>
    public AmqpChannel? ForContent(ushort number)
    {
        CurrentNumber = number;
        var channel = Find(number) ?? throw ChannelPublishing.NotExpected();
        return channel.IsClosing ? null : channel;
    }

    /// <summary>Closes the channel whose frame was at fault; the client's close-ok ends it.</summary>
    public void CloseCurrent(AmqpException error)
    {
        if (Find(CurrentNumber) is { } channel)
            Close(channel, error, CurrentMethod);
    }

    /// <summary>Closes a channel; the client's close-ok ends it.</summary>
    /// <param name="channel">Of this connection.</param>
    /// <param name="error">The reason.</param>
    /// <param name="method">That is at fault.</param>
    public void Close(AmqpChannel channel, AmqpException error, AmqpMethodId method)
    {
        if (channel.IsClosing)
            return;
        channel.Release();
        channel.IsClosing = true;
        connection.Send(channel.Number, new ChannelClose(error.Code, error.ReplyText, method));
    }

    /// <summary>Takes back what was not settled in time.</summary>
    /// <param name="nowMs">Of the server's clock.</param>
    public void CheckTimeouts(long nowMs)
    {
        foreach (var channel in channels.Values)
        {
            if (!channel.IsClosing)
                channel.Deliveries.CheckTimeouts(nowMs);
        }
    }

    /// <summary>Notes that a channel has publishes to confirm at the end of the batch.</summary>
    public void ConfirmLater(AmqpChannel channel) => confirming.Add(channel);

    /// <summary>Confirms what the batch has published.</summary>
    /// <param name="loggedEnd">Behind what was logged last, in this batch or an earlier one.</param>
    public void SendConfirms(LogMark loggedEnd)
    {
        var mark = loggedEnd == lastLoggedEnd ? default : loggedEnd;
        foreach (var channel in confirming)
            channel.Publishing.SendConfirm(mark);
        confirming.Clear();
        if (loggedEnd != LogMark.Never)
            lastLoggedEnd = loggedEnd;
    }

    /// <summary>Ends all channels: their consumers go, and what they have not settled returns to its queues.</summary>
    public void Release()
    {
        foreach (var channel in channels.Values)
            channel.Release();
        channels.Clear();
        last = null;
    }

    private AmqpChannel? Find(ushort number)
    {
        if (last is not null && last.Number == number)
            return last;
        if (channels.TryGetValue(number, out var channel))
            last = channel;
        return channel;
    }

    private void Open(ushort number)
    {
        if (channels.Count >= connection.ChannelMax)
        {
            throw new AmqpException(ReplyCode.NotAllowed, string.Create(
                CultureInfo.InvariantCulture,
                $"number of channels opened ({channels.Count}) has reached the negotiated channel_max ({connection.ChannelMax})"));
        }
        Count();
        channels.Add(number, new AmqpChannel(connection, this, number));
        connection.Send(number, default(ChannelOpenOk));
    }

    // It is not the method's fault, so the reply doesn't name it.
    private void Count()
    {
        try
        {
            connection.Access!.OpenChannel();
        }
        catch (BrokerException refusal)
        {
            throw AmqpException.OfFrame(ReplyCode.NotAllowed, refusal.Message);
        }
    }

    private void Close(AmqpChannel channel)
    {
        connection.EndBatch();
        channel.Release();
        Remove(channel);
    }

    private void Remove(AmqpChannel channel)
    {
        channels.Remove(channel.Number);
        connection.Access!.CloseChannel();
        last = null;
    }

    private void OnMethodWhileClosing(AmqpChannel channel, AmqpMethodId id)
    {
        if (id == AmqpMethodId.ChannelClose)
            connection.Send(channel.Number, default(ChannelCloseOk));
        if (id is AmqpMethodId.ChannelCloseOk or AmqpMethodId.ChannelClose)
            Remove(channel);
    }
}
