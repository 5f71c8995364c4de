using Pabal.Engine;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>An AMQP error: closes the channel, or the connection when the code is one of the hard errors (AMQP 0-9-1 §1.1).</summary>
internal sealed class AmqpException : Exception
{
    /// <param name="code">The reply code.</param>
    /// <param name="explanation">What follows the code's name in the reply text.</param>
    public AmqpException(ReplyCode code, string explanation)
        : base(explanation) => Code = code;

    public ReplyCode Code { get; }

    /// <summary>The method that the reply names, when it is not the one that came last: none for a fault of frames.</summary>
    public AmqpMethodId? Method { get; init; }

    /// <summary>The reply text as RabbitMQ composes it, such as "NOT_FOUND - no queue 'q' in vhost '/'".</summary>
    public string ReplyText => ReplyCodeText.Compose(Code, Message);

    public bool ClosesConnection => Code is not (ReplyCode.ContentTooLarge or ReplyCode.NoConsumers or ReplyCode.AccessRefused
        or ReplyCode.NotFound or ReplyCode.ResourceLocked or ReplyCode.PreconditionFailed);

    /// <summary>For what no method brought about, such as a frame that the protocol doesn't allow at its place.</summary>
    public static AmqpException OfFrame(ReplyCode code, string explanation) => new(code, explanation) { Method = AmqpMethodId.None };

    public static AmqpException From(BrokerException refusal) => new(CodeOf(refusal.Kind), refusal.Message);

    private static ReplyCode CodeOf(ErrorKind kind) => kind switch
    {
        ErrorKind.AccessRefused => ReplyCode.AccessRefused,
        ErrorKind.NotFound => ReplyCode.NotFound,
        ErrorKind.ResourceLocked => ReplyCode.ResourceLocked,
        ErrorKind.PreconditionFailed => ReplyCode.PreconditionFailed,
        ErrorKind.NotAllowed => ReplyCode.NotAllowed,
        ErrorKind.CommandInvalid => ReplyCode.CommandInvalid,
        ErrorKind.NotImplemented => ReplyCode.NotImplemented,
        ErrorKind.ResourceError => ReplyCode.ResourceError,
        _ => ReplyCode.InternalError,
    };
}
