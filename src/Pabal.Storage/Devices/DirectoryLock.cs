using Microsoft.Win32.SafeHandles;

namespace Pabal.Storage;

/// <summary>The right to use a directory alone. The system takes it back when the process ends, however it ends.</summary>
/// <remarks>The lock's file stays: to remove it would let two processes lock two files of the same name.</remarks>
public sealed class DirectoryLock : IDisposable
{
    /// <summary>The file that is locked.</summary>
    public const string FileName = "pabal.lock";

    private readonly SafeFileHandle handle;

    private DirectoryLock(SafeFileHandle handle) => this.handle = handle;

    /// <summary>Takes the lock, or fails at once.</summary>
    /// <param name="directory">Its full path; it exists.</param>
    /// <exception cref="DirectoryInUseException">Somebody else has it.</exception>
    /// <exception cref="IOException">The lock's file can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    public static DirectoryLock Acquire(string directory) => Open(directory, FileMode.OpenOrCreate, FileAccess.ReadWrite);

    /// <summary>Takes the lock without writing anything.</summary>
    /// <returns>Null where nobody ever locked the directory.</returns>
    /// <exception cref="DirectoryInUseException">Somebody else has it.</exception>
    public static DirectoryLock? AcquireExisting(string directory) =>
        File.Exists(Path.Combine(directory, FileName)) ? Open(directory, FileMode.Open, FileAccess.Read) : null;

    public void Dispose() => handle.Dispose();

    private static DirectoryLock Open(string directory, FileMode mode, FileAccess access)
    {
        try
        {
            return new DirectoryLock(File.OpenHandle(Path.Combine(directory, FileName), mode, access, FileShare.None));
        }
        catch (IOException cause) when (IsSharingViolation(cause))
        {
            throw new DirectoryInUseException(directory, cause);
        }
    }

    // The base library passes on EWOULDBLOCK of Linux and of the BSDs, and ERROR_SHARING_VIOLATION.
    private static bool IsSharingViolation(IOException cause) => cause.HResult is 11 or 35 or unchecked((int)0x80070020);
}
