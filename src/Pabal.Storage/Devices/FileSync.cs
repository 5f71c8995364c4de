using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pabal.Storage;

/// <summary>What the base library has no call for: fdatasync, fsync of a directory, and fallocate of a file that is there.</summary>
internal static partial class FileSync
{
    private const int NoSpace = 28;
    private const int TooLarge = 27;

    /// <summary>Makes a file's content survive a power loss; its times need not.</summary>
    /// <exception cref="IOException">It may not survive.</exception>
    public static void SyncData(SafeFileHandle handle)
    {
        if (!OperatingSystem.IsLinux())
            RandomAccess.FlushToDisk(handle);
        else if (FDataSync(handle) != 0)
            throw Failure("fdatasync");
    }

    /// <summary>Makes the names in a directory survive a power loss, where the system lets a directory be synced.</summary>
    /// <exception cref="IOException">They may not survive.</exception>
    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        using var handle = new SafeFileHandle(OpenDirectory(path, 0), ownsHandle: true);
        if (handle.IsInvalid || FSync(handle) != 0)
            throw Failure($"fsync of '{path}'");
    }

    /// <summary>Takes the disk's blocks for a file's whole length, where the file system can.</summary>
    /// <exception cref="IOException">There is no room.</exception>
    public static void Reserve(SafeFileHandle handle, long octets)
    {
        // Other errors say that the file system doesn't know reservations: then a full disk shows when it is written.
        if (OperatingSystem.IsLinux() && FAllocate(handle, 0, 0, octets) != 0
            && Marshal.GetLastPInvokeError() is NoSpace or TooLarge)
            throw Failure("fallocate");
    }

    private static IOException Failure(string call) => new($"{call} failed: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int FAllocate(SafeFileHandle file, int mode, long offset, long octets);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenDirectory(string path, int flags);
}
