namespace Mailroom.Api.Data;

/// <summary>The kind of database.</summary>
internal enum DatabaseProvider
{
    /// <summary>A file, for one process.</summary>
    Sqlite,

    /// <summary>A server, for any number of processes.</summary>
    PostgreSql,
}
