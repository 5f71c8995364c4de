using System.Globalization;
using System.Text.RegularExpressions;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Mailroom.Messaging;

/// <summary>
/// Recognizes that a broker has closed a channel because of a message's size. Others that were publishing on it fail, too, and are not
/// meant: so the limit is read from the broker's words.
/// </summary>
internal static partial class SizeRefusal
{
    /// <returns>The broker's limit in octets; null when that was not why a body of this length was not taken.</returns>
    public static long? Of(ShutdownEventArgs? reason, int bodyLength)
    {
        if (reason is not { ReplyCode: Constants.PreconditionFailed, ReplyText: { } text } || Words().Match(text) is not { Success: true } match)
            return null;
        var limit = long.Parse(match.Groups["limit"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        return bodyLength > limit ? limit : null;
    }

    // Without "configured" where the limit is the one that RabbitMQ can't go beyond.
    [GeneratedRegex(
        "message size [0-9]{1,18} is larger than (configured )?max size (?<limit>[0-9]{1,18})",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();
}
