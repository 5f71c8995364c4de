using RabbitMQ.Client.Exceptions;

namespace Pabal.Interop.Tests.Connecting;

public class LoginTests : BrokerTest
{
    [Fact]
    public async Task Login_OfAKnownUser_OpensTheConnection()
    {
        var connection = await ConnectAsync();

        connection.IsOpen.ShouldBeTrue();
        connection.ServerProperties.ShouldNotBeNull().ShouldContainKey("capabilities");
    }

    [Theory]
    [InlineData("guest", "wrong")]
    [InlineData("nobody", "guest")]
    [InlineData("guest", "")]
    public async Task Login_WithWrongCredentials_IsAnAuthenticationFailure(string user, string password)
    {
        var factory = CreateFactory(factory => (factory.UserName, factory.Password) = (user, password));

        var unreachable = await Should.ThrowAsync<BrokerUnreachableException>(() => factory.CreateConnectionAsync());

        unreachable.InnerException.ShouldBeOfType<AuthenticationFailureException>().Message.ShouldBe(
            "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.");
    }

    [Fact]
    public async Task Open_OfAnUnknownVirtualHost_IsRefusedWith530()
    {
        // This client hands the connection over before the broker has answered to connection.open.
        var connection = await ConnectAsync(factory => factory.VirtualHost = "nowhere");
        var closed = connection.WhenClosed();

        var reason = connection.CloseReason ?? await closed;

        reason.Reply().ShouldBe((530, "NOT_ALLOWED - vhost nowhere not found"));
    }

    [Fact]
    public async Task UpdateSecret_OnAnOpenConnection_IsAccepted()
    {
        await Connection.UpdateSecretAsync("another", "rotation");

        (await Channel.QueueDeclareAsync()).QueueName.ShouldStartWith("amq.gen-");
    }
}
