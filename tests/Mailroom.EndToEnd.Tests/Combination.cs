namespace Mailroom.EndToEnd.Tests;

/// <summary>What Mailroom's programs stand on.</summary>
/// <param name="IsPostgreSql">Or SQLite.</param>
/// <param name="IsRabbitMq">Or Pabal.</param>
public sealed record Combination(bool IsPostgreSql, bool IsRabbitMq);
