namespace Pabal.Interop.Scripts.Tests;

public class AmqplibTests
{
    public static TheoryData<string> Scripts => ScriptFolder.Find("node", "*.mjs");

    [Theory, MemberData(nameof(Scripts))]
    public Task Feature_UsedThroughAmqplib_IsAsWithRabbitMq(string script) =>
        ScriptRun.SucceedsAsync(ScriptClient.Amqplib, script);
}
