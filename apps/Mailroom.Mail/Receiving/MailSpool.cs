namespace Mailroom.Mail.Receiving;

/// <summary>
/// Holds a mail while it comes in: in memory up to a limit, past that in a temporary file that goes with this object. Owned by
/// one writer; once written, any number of readers.
/// </summary>
internal sealed class MailSpool(string directory, int memoryLimitBytes) : IAsyncDisposable
{
    private MemoryStream? memory = new();
    private FileStream? file;

    public long Length => memory?.Length ?? file!.Length;

    public bool IsInMemory => memory is not null;

    /// <exception cref="IOException">The temporary file can't be written.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellation)
    {
        if (memory is null)
            return file!.WriteAsync(octets, cancellation);
        if (memory.Length + octets.Length > memoryLimitBytes)
            return MoveToFileAsync(octets, cancellation);
        memory.Write(octets.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>What was written so far becomes what readers see.</summary>
    public Task CompleteAsync(CancellationToken cancellation) => file?.FlushAsync(cancellation) ?? Task.CompletedTask;

    public Stream OpenRead() =>
        memory is not null
            ? new MemoryStream(memory.GetBuffer(), 0, (int)memory.Length, writable: false)
            : new FileStream(file!.Name, Options(FileMode.Open, FileAccess.Read, FileOptions.Asynchronous));

    public ValueTask DisposeAsync() => file?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static FileStreamOptions Options(FileMode mode, FileAccess access, FileOptions options) =>
        new() { Mode = mode, Access = access, Options = options, Share = FileShare.ReadWrite | FileShare.Delete };

    private async ValueTask MoveToFileAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellation)
    {
        var options = Options(
            FileMode.CreateNew, FileAccess.ReadWrite, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        // Mail is nobody else's to read.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        file = new FileStream(Path.Combine(directory, $"mail-{Guid.NewGuid():N}"), options);
        var begun = memory!;
        memory = null;
        await file.WriteAsync(begun.GetBuffer().AsMemory(0, (int)begun.Length), cancellation);
        await file.WriteAsync(octets, cancellation);
    }
}
