using System.Globalization;
using Pabal.Engine.Selectors;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Definitions;

/// <summary>Checks of argument values. Each returns null, or the reason to refuse as RabbitMQ 3.10 words it.</summary>
internal static class ArgumentChecks
{
    // Ten years of 365 days in milliseconds.
    public const long MaximumExpiryMs = 315_360_000_000;

    public static string? Any(FieldValue value) => null;

    public static string? Integer(FieldValue value) =>
        value.IsInteger ? null : $"\"expected integer, got {ErlangText.TypeName(value)}\"";

    public static string? NonNegative(FieldValue value) =>
        Integer(value) ?? (value.AsInteger < 0 ? Term("value_negative", value) : null);

    public static string? Positive(FieldValue value) =>
        NonNegative(value) ?? (value.AsInteger == 0 ? Term("value_zero", value) : null);

    public static string? TimeToLive(FieldValue value) =>
        NonNegative(value) ?? (value.AsInteger > MaximumExpiryMs ? Term("value_too_large", value) : null);

    public static string? Expiry(FieldValue value) => Positive(value) ?? TimeToLive(value);

    public static string? MaximumPriority(FieldValue value) =>
        NonNegative(value) ?? (value.AsInteger > byte.MaxValue ? Term("max_value_exceeded", value) : null);

    public static string? Boolean(FieldValue value) => OfType(value, FieldType.Boolean);

    public static string? LongString(FieldValue value) => OfType(value, FieldType.LongString);

    public static string? Table(FieldValue value) => OfType(value, FieldType.Table);

    public static string? DeadLetterRoutingKey(FieldValue value, FieldTable arguments)
    {
        if (LongString(value) is { } wrongType)
            return wrongType;
        return arguments.TryGet(QueueArguments.DeadLetterExchange, out _) ? null : "routing_key_but_no_dlx_defined";
    }

    public static string? DeadLetterStrategy(FieldValue value) =>
        LongString(value) ?? (value.AsString is "at-most-once" or "at-least-once" ? null : "invalid_dlx_strategy");

    public static string? DelayedRetryType(FieldValue value) =>
        LongString(value)
        ?? (value.AsString is "disabled" or "all" or "failed" or "returned" ? null : "invalid_delayed_retry_type");

    public static string? Overflow(FieldValue value) =>
        LongString(value)
        ?? (value.AsString is "drop-head" or "reject-publish" or "reject-publish-dlx" ? null : "invalid_overflow");

    public static string? Selector(FieldValue value)
    {
        if (LongString(value) is { } wrongType)
            return wrongType;
        try
        {
            if (!string.IsNullOrWhiteSpace(value.AsString))
                Selectors.Selector.Parse(value.AsString);
            return null;
        }
        catch (SelectorException exception)
        {
            return exception.Message;
        }
    }

    public static string? Mode(FieldValue value) =>
        LongString(value) ?? (value.AsString is "default" or "lazy" ? null : Unsupported("mode", value.AsString));

    public static string? Version(FieldValue value) =>
        NonNegative(value)
        ?? (value.AsInteger is 1 or 2 ? null : Unsupported("version", value.AsInteger.ToString(CultureInfo.InvariantCulture)));

    public static string? Type(FieldValue value) =>
        LongString(value)
        ?? (value.AsString is "classic" or "quorum" or "stream" ? null : Unsupported("type", value.AsString));

    public static string? LeaderLocator(FieldValue value) =>
        LongString(value) ?? (value.AsString is "client-local" or "balanced" ? null : "invalid_queue_locator_arg");

    // RabbitMQ 3.10 answers an unknown master locator with an internal error; this is the refusal it should have been.
    public static string? MasterLocator(FieldValue value) =>
        LongString(value)
        ?? (value.AsString is "client-local" or "min-masters" or "random" ? null : "invalid_queue_locator_arg");

    private static string? OfType(FieldValue value, FieldType type) =>
        value.Type == type ? null : $"{{unacceptable_type,{ErlangText.TypeName(value)}}}";

    private static string Term(string reason, FieldValue value) =>
        string.Create(CultureInfo.InvariantCulture, $"{{{reason},{value.AsInteger}}}");

    private static string Unsupported(string what, string value) =>
        ErlangText.Quoted($"unsupported queue {what} '{value}'");
}
