namespace Mailroom.Servers;

/// <summary>Everything a server writes, below the system's temporary folder; removed with this object.</summary>
public sealed class ServerFolder : IDisposable
{
    public ServerFolder(string name)
    {
        // Short, because sockets live in it and their paths must stay below 108 octets.
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{name}-{Guid.NewGuid():N}"[..(name.Length + 9)]);
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
