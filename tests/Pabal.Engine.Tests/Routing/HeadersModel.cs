using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Routing;

/// <summary>The definition of headers matching for integer and void values, written as plainly as possible.</summary>
internal static class HeadersModel
{
    public static bool Matches(FieldTable arguments, FieldTable headers)
    {
        var match = arguments.TryGet("x-match", out var value) ? value.AsString : "all";
        var considered = arguments.Where(argument =>
            match.EndsWith("-with-x", StringComparison.Ordinal)
                ? argument.Key != "x-match"
                : !argument.Key.StartsWith("x-", StringComparison.Ordinal));
        return match.StartsWith("any", StringComparison.Ordinal)
            ? considered.Any(argument => IsMet(argument, headers))
            : considered.All(argument => IsMet(argument, headers));
    }

    private static bool IsMet(KeyValuePair<string, FieldValue> argument, FieldTable headers) =>
        headers.TryGet(argument.Key, out var value)
        && (argument.Value.Type == FieldType.Void || argument.Value.AsInteger == value.AsInteger);
}
