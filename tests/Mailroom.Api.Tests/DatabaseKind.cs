namespace Mailroom.Api.Tests;

/// <summary>On which database a test runs.</summary>
public enum DatabaseKind
{
    Sqlite,
    PostgreSql,
}
