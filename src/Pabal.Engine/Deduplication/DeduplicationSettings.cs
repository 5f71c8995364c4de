using System.Globalization;
using Pabal.Engine.Definitions;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Deduplication;

/// <summary>By what a queue or exchange knows a message again, and for how long.</summary>
/// <param name="Header">The header that has the key; null for the property message-id.</param>
/// <param name="Count">How many keys are remembered at most.</param>
/// <param name="AgeMs">Milliseconds for which a key is remembered.</param>
public sealed record DeduplicationSettings(string? Header, int Count, long AgeMs)
{
    public const string KeyArgument = "x-deduplication-key";
    public const string CountArgument = "x-deduplication-count";
    public const string AgeArgument = "x-deduplication-age";

    private const string MessageId = "message-id";
    private const int DefaultCount = 100_000;
    private const int MaxCount = 10_000_000;
    private const long DefaultAgeMs = 10 * 60 * 1000;

    /// <summary>What the arguments of a queue or exchange say; null when it takes every message.</summary>
    /// <param name="arguments">Valid, as <see cref="Check"/> has it.</param>
    public static DeduplicationSettings? Of(FieldTable arguments)
    {
        if (!arguments.TryGet(KeyArgument, out var key))
            return null;
        return new DeduplicationSettings(
            key.AsString == MessageId ? null : key.AsString,
            arguments.TryGet(CountArgument, out var count) ? (int)count.AsInteger : DefaultCount,
            arguments.TryGet(AgeArgument, out var age) ? age.AsInteger : DefaultAgeMs);
    }

    /// <summary>What is wrong with a value.</summary>
    /// <param name="argument">One of the arguments that are named here.</param>
    /// <param name="value">Its value.</param>
    /// <returns>The reason to refuse it, or null.</returns>
    internal static string? Check(string argument, FieldValue value) => argument switch
    {
        KeyArgument => ArgumentChecks.LongString(value) ?? (value.AsString.Length == 0 ? "empty_key" : null),
        CountArgument => ArgumentChecks.Positive(value) ?? (value.AsInteger > MaxCount ? TooLarge(value) : null),
        _ => ArgumentChecks.Expiry(value),
    };

    private static string TooLarge(FieldValue value) =>
        string.Create(CultureInfo.InvariantCulture, $"{{value_too_large,{value.AsInteger}}}");
}
