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
        var factory = CreateFactory(factory => factory.VirtualHost = "nowhere");

        var unreachable = await Should.ThrowAsync<BrokerUnreachableException>(() => factory.CreateConnectionAsync());

        unreachable.InnerException.ShouldBeOfType<OperationInterruptedException>().ShutdownReason.ShouldNotBeNull()
            .Reply().ShouldBe((530, "NOT_ALLOWED - vhost nowhere not found"));
    }

    [Fact]
    public async Task UpdateSecret_OnAnOpenConnection_IsAccepted()
    {
        await Connection.UpdateSecretAsync("another", "rotation");

        (await Channel.QueueDeclareAsync()).QueueName.ShouldStartWith("amq.gen-");
    }
}
