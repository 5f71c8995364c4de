using System.Globalization;
using Pabal.Engine.Definitions;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Delays;

/// <summary>The header x-delay: milliseconds that a message waits before it is routed, as RabbitMQ's plug-in has it.</summary>
internal static class DelayHeader
{
    public const string Name = "x-delay";

    public static ReadOnlySpan<byte> NameOctets => "x-delay"u8;

    /// <summary>How long the message is to wait.</summary>
    /// <returns>Milliseconds; 0 for not at all, which is also what a negative number means.</returns>
    /// <exception cref="BrokerException">It is no number, or too large.</exception>
    public static long Read(in FieldTableView headers)
    {
        if (!headers.TryGet(NameOctets, out var value))
            return 0;
        if (!TryReadNumber(value, out var delayMs))
            throw Errors.UnacceptableHeader(Name, value);
        if (delayMs > ArgumentChecks.MaximumExpiryMs)
            throw Errors.InvalidMessage(string.Create(CultureInfo.InvariantCulture, $"{{value_too_large,{delayMs}}}"));
        return Math.Max(0, delayMs);
    }

    /// <summary>The headers of a message whose delay is over: the number is negative, so that it isn't delayed again.</summary>
    public static FieldTable Negate(FieldTable headers)
    {
        if (headers.TryGet(Name, out var value) && TryReadNumber(value, out var delayMs))
            headers.Set(Name, FieldValue.Int64(-Math.Abs(delayMs)));
        return headers;
    }

    private static bool TryReadNumber(FieldValue value, out long number)
    {
        number = value.IsInteger ? value.AsInteger : 0;
        return value.IsInteger
            || (value.Type == FieldType.LongString
                && long.TryParse(value.AsString, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number));
    }
}
