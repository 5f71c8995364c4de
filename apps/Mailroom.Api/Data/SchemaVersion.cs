namespace Mailroom.Api.Data;

/// <summary>Says which version of the tables the database has; one row.</summary>
internal sealed class SchemaVersion
{
    public required int Id { get; init; }

    public required int Version { get; init; }
}
