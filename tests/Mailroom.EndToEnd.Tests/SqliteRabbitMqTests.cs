namespace Mailroom.EndToEnd.Tests;

public class SqliteRabbitMqTests(SqliteRabbitMqTests.Fixture installation) : EndToEndTests(installation), IClassFixture<SqliteRabbitMqTests.Fixture>
{
    public sealed class Fixture() : Installation(new Combination(IsPostgreSql: false, IsRabbitMq: true));
}
