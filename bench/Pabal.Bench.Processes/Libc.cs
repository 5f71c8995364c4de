using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pabal.Bench.Processes;

/// <summary>The calls of the C library that .NET has no method for.</summary>
internal static partial class Libc
{
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const int OpenFiles = 7;

    /// <summary>Asks a process to end; nothing happens when it is gone.</summary>
    public static void Terminate(int processId) => _ = Kill(processId, SigTerm);

    /// <summary>Ends a process without asking it; nothing happens when it is gone.</summary>
    public static void Kill(int processId) => _ = Kill(processId, SigKill);

    /// <summary>Returns when what was written to a file is on the disk.</summary>
    public static void SyncData(SafeFileHandle file)
    {
        if (FDataSync(file) != 0)
            throw new BenchException($"fdatasync failed with error {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>Returns when everything that anybody wrote is on the disk.</summary>
    [LibraryImport("libc", EntryPoint = "sync")]
    public static partial void SyncAll();

    /// <summary>
    /// Raises the number of files that this process, and those it starts, may open.
    /// </summary>
    /// <returns>What the limit is now: less than wanted when this user may not raise it so far.</returns>
    public static long RaiseOpenFiles(long wanted)
    {
        if (GetLimit(OpenFiles, out var limit) != 0 || limit.Current >= (nuint)wanted)
            return (long)limit.Current;
        var raised = new Limit { Current = (nuint)wanted, Maximum = nuint.Max((nuint)wanted, limit.Maximum) };
        if (SetLimit(OpenFiles, raised) == 0)
            return wanted;
        raised = new Limit { Current = limit.Maximum, Maximum = limit.Maximum };
        return (long)(SetLimit(OpenFiles, raised) == 0 ? limit.Maximum : limit.Current);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public nuint Current;
        public nuint Maximum;
    }
}
