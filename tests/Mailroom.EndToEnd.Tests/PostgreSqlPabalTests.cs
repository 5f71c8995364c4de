namespace Mailroom.EndToEnd.Tests;

public class PostgreSqlPabalTests(PostgreSqlPabalTests.Fixture installation) : EndToEndTests(installation), IClassFixture<PostgreSqlPabalTests.Fixture>
{
    public sealed class Fixture() : Installation(new Combination(IsPostgreSql: true, IsRabbitMq: false));
}
