namespace Pabal;

/// <summary>Files that only their owner may read.</summary>
internal static class PrivateFile
{
    /// <summary>Writes a file, in place of one that is there: readers see the one or the other, and nobody else reads the new one.</summary>
    /// <exception cref="IOException">It can't be written; what was there still is.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static async Task WriteAsync(string path, string text)
    {
        // A link stays one. What isn't a file, such as a terminal, can't be replaced.
        var file = new FileInfo(path);
        var target = file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        if (IsDevice(path) || IsDevice(target))
        {
            await File.WriteAllTextAsync(path, text);
            return;
        }
        var written = $"{target}.{Path.GetRandomFileName()}";
        try
        {
            await WriteNewAsync(written, text);
            File.Move(written, target, overwrite: true);
        }
        catch
        {
            File.Delete(written);
            throw;
        }
    }

    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows() && (path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal));

    private static async Task WriteNewAsync(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, options);
        await using (var writer = new StreamWriter(file, leaveOpen: true))
            await writer.WriteAsync(text);
        // Else a crash could leave an empty file in place of what was there.
        file.Flush(flushToDisk: true);
    }
}
