using System.Security.Cryptography;

namespace Mailroom.Settings;

/// <summary>The API key of the page, made at the first start and kept in a file that only its owner may read.</summary>
internal static class PageKey
{
    private const string FileName = "page-key";

    public static string GetOrCreate(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } known)
            return known;
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.WriteLine(key);
        return key;
    }
}
