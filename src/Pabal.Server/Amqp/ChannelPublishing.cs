using System.Globalization;
using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Publishing;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>Publishing on a channel: basic.publish, its content, returns and confirms.</summary>
internal sealed class ChannelPublishing(AmqpChannel channel, ChannelTable channels)
{
    private readonly AmqpConnection connection = channel.Connection;
    private readonly PropertyRules rules = new(channel);
    private IncomingMessage message = new();
    private Route? awaitingHeader;
    private bool mandatory;
    private ulong published;

    // What is answered, or will be once the log is durable.
    private ulong answered;

    // Guarded by the outbound lock.
    private ulong confirmed;

    private bool isConfirming;

    // Counted as unfinished: in a transaction, or of several frames.
    private long unfinished;

    public bool HasConfirms { get; set; }

    public bool IsExpectingContent => awaitingHeader is not null || message.IsOpen;

    public void OnPublish(ReadOnlySpan<byte> arguments)
    {
        if (!BasicPublish.TryRead(arguments, out var publish))
            throw new MalformedException("basic.publish does not decode");
        if (publish.Immediate)
            throw new AmqpException(ReplyCode.NotImplemented, "immediate=true");
        connection.ReadGate.BecomePublisher();
        mandatory = publish.Mandatory;
        awaitingHeader = connection.Publisher.Resolve(publish.Envelope);
    }

    public void OnContentHeader(ReadOnlySpan<byte> payload)
    {
        if (awaitingHeader is not { } route)
            throw message.IsOpen ? Unexpected() : NotExpected();
        var header = ContentHeader.Read(payload);
        if (header.ClassId != ContentHeader.BasicClass)
            throw OtherClass(header.ClassId);
        awaitingHeader = null;
        var properties = rules.Apply(header.Properties);
        if (header.BodySize > (ulong)connection.Options.MaxMessageSize)
            throw TooLarge(header.BodySize, connection.Options.MaxMessageSize);
        if (channel.Transaction is not null || header.BodySize > (ulong)connection.MaxFramePayload)
        {
            var length = (long)header.BodySize + properties.Length + route.Envelope.Length;
            connection.Unfinished.Add(length);
            unfinished = length;
        }
        connection.Publisher.Begin(message, route, properties, (int)header.BodySize);
        if (header.BodySize == 0)
            Complete();
    }

    public void OnBody(ReadOnlySpan<byte> octets)
    {
        if (!message.IsOpen)
            throw awaitingHeader is null ? NotExpected() : Unexpected();
        if (octets.Length > message.Missing)
            throw Unexpected();
        if (unfinished > 0)
            connection.Unfinished.CheckMemory();
        connection.Publisher.Append(message, octets);
        if (message.Missing == 0)
            Complete();
    }

    /// <summary>Publishes a complete message: at once, or when the transaction it belongs to commits.</summary>
    /// <returns>False when one of its queues had no room for it.</returns>
    public bool Publish(IncomingMessage complete, bool isMandatory)
    {
        var route = complete.Route!;
        var result = connection.Publisher.Complete(complete);
        if (result == PublishResult.Unroutable)
            GiveUp(complete.Entry, route, isMandatory);
        return result != PublishResult.Rejected;
    }

    /// <summary>Confirms everything published so far, when it is durable; the messages are in their queues.</summary>
    /// <param name="mark">Up to where the log has to be durable.</param>
    public void SendConfirm(LogMark mark)
    {
        isConfirming = false;
        ConfirmUpTo(published, mark);
    }

    /// <summary>Writes the confirm. Called under the outbound lock, in the order of the tags.</summary>
    /// <param name="tag">All up to this one.</param>
    /// <param name="isStored">False when they may be lost.</param>
    public void WriteConfirm(ulong tag, bool isStored)
    {
        var multiple = tag - confirmed > 1;
        if (isStored)
            connection.Write(channel.Number, new BasicAck(tag, multiple));
        else
            connection.Write(channel.Number, new BasicNack(tag, multiple, Requeue: false));
        confirmed = tag;
    }

    /// <summary>Content that no method announced.</summary>
    public static AmqpException NotExpected() =>
        AmqpException.OfFrame(ReplyCode.UnexpectedFrame, "expected method frame, got non method frame instead");

    /// <summary>Something other than the next piece of the content that basic.publish announced.</summary>
    public AmqpException Unexpected()
    {
        var explanation = awaitingHeader is null
            ? "expected content body, got non content body frame instead"
            : "expected content header for class 60, got non content header frame instead";
        return new AmqpException(ReplyCode.UnexpectedFrame, explanation) { Method = AmqpMethodId.BasicPublish };
    }

    public void Release()
    {
        awaitingHeader = null;
        if (message.IsOpen)
            connection.Publisher.Abort(message);
        connection.Unfinished.Remove(unfinished);
        unfinished = 0;
    }

    private static AmqpException OtherClass(ushort classId) => new(ReplyCode.UnexpectedFrame, string.Create(
        CultureInfo.InvariantCulture,
        $"expected content header for class {ContentHeader.BasicClass}, got one for class {classId} instead"));

    private static AmqpException TooLarge(ulong size, int limit) => new(ReplyCode.PreconditionFailed, string.Create(
        CultureInfo.InvariantCulture, $"message size {size} is larger than configured max size {limit}"));

    private void GiveUp(in QueueEntry entry, Route route, bool isMandatory)
    {
        if (isMandatory)
        {
            var returned = new BasicReturn(ReplyCode.NoRoute, "NO_ROUTE", route.Envelope);
            channel.Deliveries.SendContent(returned, connection.VirtualHost!.Store, entry);
        }
        connection.Publisher.Abort(entry);
    }

    private void Complete()
    {
        if (unfinished > 0 && IsForTransaction())
            return;
        var isTaken = Publish(message, mandatory);
        if (HasConfirms)
            OnPublished(isTaken);
    }

    // What a transaction publishes counts as unfinished from its beginning to the commit.
    private bool IsForTransaction()
    {
        var length = unfinished;
        unfinished = 0;
        if (channel.Transaction is not { } transaction)
        {
            connection.Unfinished.Remove(length);
            return false;
        }
        transaction.Add(message, mandatory, length);
        message = new IncomingMessage();
        return true;
    }

    private void OnPublished(bool isTaken)
    {
        published++;
        if (!isTaken)
        {
            Reject();
            return;
        }
        if (isConfirming)
            return;
        isConfirming = true;
        channels.ConfirmLater(channel);
    }

    // Behind the confirms of what was published before; all of that is with its queues by now.
    private void Reject()
    {
        ConfirmUpTo(published - 1, connection.Publisher.LoggedEnd);
        answered = published;
        connection.Replies.Reject(channel, published);
    }

    private void ConfirmUpTo(ulong tag, LogMark mark)
    {
        if (tag == answered || channel.IsClosing)
            return;
        answered = tag;
        connection.Replies.Confirm(channel, tag, mark);
    }
}
