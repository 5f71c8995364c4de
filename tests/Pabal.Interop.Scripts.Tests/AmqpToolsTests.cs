namespace Pabal.Interop.Scripts.Tests;

public class AmqpToolsTests
{
    public static TheoryData<string> Scripts => ScriptFolder.Find("amqp-tools", "*.sh");

    [Theory, MemberData(nameof(Scripts))]
    public Task Tools_OfRabbitMqC_Succeed(string script) => ScriptRun.SucceedsAsync(ScriptClient.AmqpTools, script);
}
