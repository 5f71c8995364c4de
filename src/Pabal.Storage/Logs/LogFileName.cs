using System.Globalization;

namespace Pabal.Storage;

/// <summary>How the log's files are named: their number in eight hexadecimal digits, and an extension.</summary>
internal static class LogFileName
{
    private const string Extension = ".log";
    private const string SpareExtension = ".spare";

    public static string Of(int file) => file.ToString("x8", CultureInfo.InvariantCulture) + Extension;

    /// <summary>The name of a file that was given up and waits to become another.</summary>
    public static string SpareOf(int file) => file.ToString("x8", CultureInfo.InvariantCulture) + SpareExtension;

    public static bool IsSpare(string name) => name.Length == 8 + SpareExtension.Length
        && int.TryParse(name.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var file)
        && name == SpareOf(file);

    /// <returns>False when it is the name of something else.</returns>
    public static bool TryParse(string name, out int file)
    {
        file = 0;
        return name.Length == 8 + Extension.Length
            && int.TryParse(name.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out file)
            && file > 0
            && name == Of(file);
    }
}
