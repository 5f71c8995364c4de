namespace Pabal.Storage;

/// <summary>A directory of the file system, which it keeps locked.</summary>
public sealed class FileDevice : IStorageDevice, IDisposable
{
    private readonly string directory;
    private readonly DirectoryLock? ownership;
    private readonly FileAccess access;

    /// <summary>Opens a directory for writing.</summary>
    /// <param name="directory">Made if it isn't there.</param>
    /// <exception cref="DirectoryInUseException">Somebody else uses it.</exception>
    /// <exception cref="IOException">It can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be used.</exception>
    public FileDevice(string directory)
    {
        this.directory = Path.GetFullPath(directory);
        // A log has what messages say, and hashes of passwords: one that is made here is for its owner only.
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(this.directory);
        else
            Directory.CreateDirectory(this.directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        ownership = DirectoryLock.Acquire(this.directory);
        access = FileAccess.ReadWrite;
    }

    private FileDevice(string directory, DirectoryLock? ownership)
    {
        this.directory = directory;
        this.ownership = ownership;
        access = FileAccess.Read;
    }

    public long AvailableOctets => new DriveInfo(directory).AvailableFreeSpace;

    /// <summary>Opens a directory that is there, and changes nothing in it.</summary>
    /// <exception cref="DirectoryInUseException">Somebody else uses it.</exception>
    /// <exception cref="IOException">It isn't there, or can't be read.</exception>
    public static FileDevice OpenReadOnly(string directory)
    {
        var path = Path.GetFullPath(directory);
        return Directory.Exists(path)
            ? new FileDevice(path, DirectoryLock.AcquireExisting(path))
            : throw new DirectoryNotFoundException($"there is no directory '{path}'");
    }

    public IReadOnlyList<string> List()
    {
        var files = Directory.GetFiles(directory);
        for (var i = 0; i < files.Length; i++)
            files[i] = Path.GetFileName(files[i]);
        return files;
    }

    public IStorageFile Create(string name, long reservedOctets)
    {
        var path = Path.Combine(directory, name);
        var file = new DeviceFile(File.OpenHandle(path, FileMode.CreateNew, access, FileShare.Read));
        try
        {
            file.SetLength(reservedOctets);
            return file;
        }
        catch
        {
            file.Dispose();
            File.Delete(path);
            throw;
        }
    }

    public IStorageFile Open(string name) =>
        new DeviceFile(File.OpenHandle(Path.Combine(directory, name), FileMode.Open, access, FileShare.Read));

    public void Delete(string name) => File.Delete(Path.Combine(directory, name));

    // Only with overwriting is it one call of the system's.
    public void Rename(string name, string newName) =>
        File.Move(Path.Combine(directory, name), Path.Combine(directory, newName), overwrite: true);

    public void SyncDirectory() => FileSync.SyncDirectory(directory);

    /// <summary>Gives the directory free; its files must be closed.</summary>
    public void Dispose() => ownership?.Dispose();
}
