namespace Mailroom.Servers;

/// <summary>The programs of this checkout, as they were built in Release.</summary>
public static class BuiltProgram
{
    /// <exception cref="ServerException">It was not built.</exception>
    public static string Find(string project, string name)
    {
        var file = Path.Combine(Root(), "artifacts", "bin", project, "release", name);
        return File.Exists(file) ? file : throw new ServerException($"{file} is missing: run ./build first.");
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pabal.slnx")))
                return folder.FullName;
        }
        throw new ServerException($"There is no Pabal.slnx above {AppContext.BaseDirectory}.");
    }
}
