namespace Pabal.Bench.Processes;

/// <summary>A folder that is deleted when it is no longer used.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pabal-bench-").FullName;

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
