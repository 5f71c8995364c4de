namespace Pabal.Bench.Processes;

/// <summary>A folder that is deleted when it is no longer used.</summary>
/// <param name="parent">What it is made in; null for the place of temporary files.</param>
internal sealed class TemporaryFolder(string? parent = null) : IDisposable
{
    private const string Prefix = "pabal-bench-";

    public string Path { get; } = parent is null
        ? Directory.CreateTempSubdirectory(Prefix).FullName
        : Directory.CreateDirectory(System.IO.Path.Combine(parent, $"{Prefix}{Guid.NewGuid():N}")).FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process that is just ending wrote into it; it is a temporary file like others then.
        }
    }
}
