using Mailroom.Api.Data;

namespace Mailroom.Api.Settings;

/// <summary>Where everything is kept.</summary>
internal sealed record DatabaseOptions(DatabaseProvider Provider, string ConnectionString);
