namespace Mailroom.EndToEnd.Tests;

public class SqlitePabalTests(SqlitePabalTests.Fixture installation) : EndToEndTests(installation), IClassFixture<SqlitePabalTests.Fixture>
{
    public sealed class Fixture() : Installation(new Combination(IsPostgreSql: false, IsRabbitMq: false));
}
