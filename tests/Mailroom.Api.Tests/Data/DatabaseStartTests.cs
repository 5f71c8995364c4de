using System.Net.Sockets;
using Mailroom.Api.Data;
using Npgsql;

namespace Mailroom.Api.Tests.Data;

public class DatabaseStartTests
{
    [Theory]
    [InlineData(PostgresErrorCodes.CannotConnectNow)]
    [InlineData(PostgresErrorCodes.TooManyConnections)]
    public void Server_ThatTakesNobodyYet_IsWaitedFor(string code)
    {
        var refusal = new PostgresException("not now", "FATAL", "FATAL", code);

        DatabaseStart.IsAway(refusal).ShouldBeTrue();
        DatabaseStart.IsAway(new InvalidOperationException("An operation failed.", refusal)).ShouldBeTrue();
    }

    [Fact]
    public void Server_WhoseNameIsNotKnownYet_IsWaitedFor() =>
        DatabaseStart.IsAway(new SocketException((int)SocketError.HostNotFound)).ShouldBeTrue();

    [Fact]
    public void Server_ThatRefusesForGood_IsNotWaitedFor() =>
        DatabaseStart.IsAway(new PostgresException("no", "FATAL", "FATAL", PostgresErrorCodes.InvalidPassword)).ShouldBeFalse();
}
