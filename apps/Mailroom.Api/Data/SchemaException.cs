namespace Mailroom.Api.Data;

/// <summary>The database can't be used as it is.</summary>
internal sealed class SchemaException(string message) : Exception(message);
