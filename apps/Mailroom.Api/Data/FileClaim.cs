using Mailroom.Api.Settings;
using Microsoft.Data.Sqlite;

namespace Mailroom.Api.Data;

/// <summary>
/// Makes this process the only one that uses an SQLite file: two would publish the same events and, each its own only writer, find the
/// file busy. The system ends the claim with the process, however that comes about.
/// </summary>
internal sealed class FileClaim : IDisposable
{
    private readonly FileStream file;

    private FileClaim(FileStream file) => this.file = file;

    /// <exception cref="ApiConfigurationException">Another process has it, or the claim can't be made.</exception>
    public static FileClaim Take(DatabaseOptions options)
    {
        var database = Path.GetFullPath(new SqliteConnectionStringBuilder(options.ConnectionString).DataSource);
        try
        {
            return new FileClaim(new FileStream($"{database}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        // Of that very type where somebody else has the file open.
        catch (IOException exception) when (exception.GetType() == typeof(IOException))
        {
            throw new ApiConfigurationException(
                $"Database:ConnectionString names {database}, which another process of the API uses; " +
                "one process at a time can use an SQLite file, and any number a PostgreSQL database.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ApiConfigurationException($"Database:ConnectionString names a file that can't be claimed: {exception.Message}");
        }
    }

    public void Dispose() => file.Dispose();
}
