namespace Pabal.Interop.Scripts.Tests;

/// <summary>tests/interop of the checkout that the tests were built in.</summary>
internal static class ScriptFolder
{
    public static string Path { get; } = System.IO.Path.Combine(FindRoot(AppContext.BaseDirectory), "tests", "interop");

    /// <summary>Scripts, named from the folder on.</summary>
    public static TheoryData<string> Find(string folder, string pattern)
    {
        var files = Directory.EnumerateFiles(System.IO.Path.Combine(Path, folder), pattern)
            .Select(file => System.IO.Path.GetFileName(file))
            .Where(name => !name.Contains("checks", StringComparison.Ordinal) && name != "celery_tasks.py")
            .Order(StringComparer.Ordinal);
        return [.. files.Select(name => $"{folder}/{name}")];
    }

    private static string FindRoot(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Pabal.slnx")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"No Pabal.slnx above {start}.");
    }
}
