namespace Pabal.Architecture.Tests;

/// <summary>The checkout that the tests run in, found from where they were built.</summary>
internal static class Repository
{
    private static readonly string[] SourceFolders = ["src", "apps", "tests", "bench"];

    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>Every C# file that people write.</summary>
    public static IReadOnlyList<SourceFile> AllSources { get; } = [.. SourceFolders.SelectMany(ReadFolder)];

    /// <summary>The files of src alone.</summary>
    public static IReadOnlyList<SourceFile> ProductSources { get; } =
        [.. AllSources.Where(source => source.Path.StartsWith("src/", StringComparison.Ordinal))];

    private static string FindRoot(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pabal.slnx")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"No Pabal.slnx above {start}.");
    }

    private static IEnumerable<SourceFile> ReadFolder(string folder)
    {
        var path = Path.Combine(Root, folder);
        if (!Directory.Exists(path))
            return [];
        return Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(file => SourceFile.Parse(file, File.ReadAllText(Path.Combine(Root, file))));
    }
}
