namespace Mailroom.EndToEnd.Tests;

public class PostgreSqlRabbitMqTests(PostgreSqlRabbitMqTests.Fixture installation) : EndToEndTests(installation), IClassFixture<PostgreSqlRabbitMqTests.Fixture>
{
    public sealed class Fixture() : Installation(new Combination(IsPostgreSql: true, IsRabbitMq: true));
}
