namespace Mailroom.Servers;

/// <summary>Everything a server writes.</summary>
public sealed class ServerFolder : IDisposable
{
    private readonly bool isKept;

    /// <param name="name">What it is for.</param>
    /// <param name="parent">
    /// Where it is made, to stay there; when null, it is made below the system's temporary folder and removed with this object.
    /// </param>
    public ServerFolder(string name, string? parent = null)
    {
        isKept = parent is not null;
        // Short, because sockets live in it and their paths must stay below 108 octets.
        Path = parent is null
            ? System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{name}-{Guid.NewGuid():N}"[..(name.Length + 9)])
            : System.IO.Path.Combine(parent, name);
        Directory.CreateDirectory(Path);
        // Servers that give up root's rights still have to reach what is theirs in it.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                Path,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute |
                UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }
    }

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string AddFolder(string name) => Directory.CreateDirectory(this[name]).FullName;

    public string AddFile(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public void Dispose()
    {
        if (isKept)
            return;
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
