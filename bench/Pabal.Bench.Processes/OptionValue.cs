using System.Globalization;

namespace Pabal.Bench;

/// <summary>Reads what is given to a command's options, and says in the same words everywhere what is wrong with it.</summary>
internal static class OptionValue
{
    /// <summary>A number in a range.</summary>
    /// <exception cref="BenchException">It is none.</exception>
    public static double Number(string name, string value, double min, double max) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new BenchException($"{name} is '{value}', but must be a number from {min} to {max}");

    /// <summary>A whole number from 1.</summary>
    /// <exception cref="BenchException">It is none.</exception>
    public static int Count(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw new BenchException($"{name} is '{value}', but must be a whole number from 1");

    /// <summary>One of a few words.</summary>
    /// <exception cref="BenchException">It is none of them.</exception>
    public static string OneOf(string name, string value, params string[] allowed) =>
        allowed.Contains(value)
            ? value
            : throw new BenchException($"{name} is '{value}', but must be {string.Join(" or ", allowed)}");

    public static BenchException Missing(string name) => new($"{name} is unknown or needs a value (--help shows what there is)");

    public static BenchException Unknown(string name) => new($"{name} is unknown (--help shows what there is)");
}
