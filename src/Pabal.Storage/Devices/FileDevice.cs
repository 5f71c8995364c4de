namespace Pabal.Storage;

/// <summary>A directory of the file system.</summary>
public sealed class FileDevice : IStorageDevice
{
    private readonly string directory;

    /// <param name="directory">Made if it isn't there.</param>
    /// <exception cref="IOException">It can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be used.</exception>
    public FileDevice(string directory)
    {
        this.directory = Path.GetFullPath(directory);
        Directory.CreateDirectory(this.directory);
    }

    public long FreeOctets => new DriveInfo(directory).AvailableFreeSpace;

    public IReadOnlyList<string> List()
    {
        var files = Directory.GetFiles(directory);
        for (var i = 0; i < files.Length; i++)
            files[i] = Path.GetFileName(files[i]);
        return files;
    }

    public IStorageFile Create(string name, long reservedOctets) => new DeviceFile(File.OpenHandle(
        Path.Combine(directory, name), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, FileOptions.None, reservedOctets));

    public IStorageFile Open(string name) => new DeviceFile(File.OpenHandle(
        Path.Combine(directory, name), FileMode.Open, FileAccess.ReadWrite, FileShare.Read));

    public void Delete(string name) => File.Delete(Path.Combine(directory, name));

    public void SyncDirectory() => FileSync.SyncDirectory(directory);
}
