using System.Text;

namespace Pabal.Wire.Amqp;

/// <summary>Reply texts in the form clients know from RabbitMQ: <c>NOT_FOUND - no queue 'q' in vhost '/'</c>.</summary>
public static class ReplyCodeText
{
    private const string Ellipsis = "...";

    /// <summary>The code's upper-case name, which opens the reply text.</summary>
    public static string Name(this ReplyCode code) => code switch
    {
        ReplyCode.Success => "SUCCESS",
        ReplyCode.ContentTooLarge => "CONTENT_TOO_LARGE",
        ReplyCode.NoRoute => "NO_ROUTE",
        ReplyCode.NoConsumers => "NO_CONSUMERS",
        ReplyCode.ConnectionForced => "CONNECTION_FORCED",
        ReplyCode.InvalidPath => "INVALID_PATH",
        ReplyCode.AccessRefused => "ACCESS_REFUSED",
        ReplyCode.NotFound => "NOT_FOUND",
        ReplyCode.ResourceLocked => "RESOURCE_LOCKED",
        ReplyCode.PreconditionFailed => "PRECONDITION_FAILED",
        ReplyCode.FrameError => "FRAME_ERROR",
        ReplyCode.SyntaxError => "SYNTAX_ERROR",
        ReplyCode.CommandInvalid => "COMMAND_INVALID",
        ReplyCode.ChannelError => "CHANNEL_ERROR",
        ReplyCode.UnexpectedFrame => "UNEXPECTED_FRAME",
        ReplyCode.ResourceError => "RESOURCE_ERROR",
        ReplyCode.NotAllowed => "NOT_ALLOWED",
        ReplyCode.NotImplemented => "NOT_IMPLEMENTED",
        ReplyCode.InternalError => "INTERNAL_ERROR",
        _ => "UNKNOWN",
    };

    /// <summary>Name, dash and explanation, cut to fit; the name alone where there is no more to say.</summary>
    public static string Compose(ReplyCode code, string explanation) =>
        explanation.Length == 0 ? code.Name() : Fit($"{code.Name()} - {explanation}");

    /// <summary>
    /// The text if a short string holds it, else as much of it as fits before three dots: names of 255 octets occur in
    /// explanations, so a text that is too long is no error.
    /// </summary>
    public static string Fit(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= AmqpWriter.MaxShortString)
            return text;
        var octets = 0;
        var characters = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > AmqpWriter.MaxShortString - Ellipsis.Length)
                break;
            octets += rune.Utf8SequenceLength;
            characters += rune.Utf16SequenceLength;
        }
        return string.Concat(text.AsSpan(0, characters), Ellipsis);
    }
}
