using System.Globalization;

namespace Mailroom.Coupling.Reporting;

/// <summary>Numbers as the page shows them.</summary>
internal static class Figure
{
    public static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>With as many digits as it is worth.</summary>
    public static string Rate(double number) =>
        number.ToString(number < 100 ? "0.#" : "N0", CultureInfo.InvariantCulture);

    public static string Time(double milliseconds) => milliseconds switch
    {
        double.NaN => "–",
        < 10 => milliseconds.ToString("0.0", CultureInfo.InvariantCulture) + " ms",
        < 1000 => milliseconds.ToString("0", CultureInfo.InvariantCulture) + " ms",
        _ => (milliseconds / 1000).ToString("0.0", CultureInfo.InvariantCulture) + " s",
    };
}
