using System.Globalization;

namespace Pabal.Storage;

/// <summary>How the log's files are named: their number in eight hexadecimal digits, and ".log".</summary>
internal static class LogFileName
{
    private const string Extension = ".log";

    public static string Of(int file) => file.ToString("x8", CultureInfo.InvariantCulture) + Extension;

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
