using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Mailroom.Api.Data;

/// <summary>Keeps a value as JSON text.</summary>
internal sealed class JsonColumn<T>() : ValueConverter<T, string>(
    value => JsonSerializer.Serialize(value, JsonColumns.Options),
    text => JsonSerializer.Deserialize<T>(text, JsonColumns.Options)!)
    where T : class;
