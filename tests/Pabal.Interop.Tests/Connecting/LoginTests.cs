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

    // What this client's version throws for it differs from run to run, so the wire is asked what the broker says.
    [Fact]
    public async Task Open_OfAnUnknownVirtualHost_Fails()
    {
        var factory = CreateFactory(factory => factory.VirtualHost = "nowhere");

        var exception = await Record.ExceptionAsync(() => factory.CreateConnectionAsync());

        exception.ShouldNotBeNull().ToString().ShouldBe("x");
    }

    [Fact]
    public async Task UpdateSecret_OnAnOpenConnection_IsAccepted()
    {
        await Connection.UpdateSecretAsync("another", "rotation");

        (await Channel.QueueDeclareAsync()).QueueName.ShouldStartWith("amq.gen-");
    }
}
