namespace Pabal.Interop.Scripts.Tests;

public class PikaTests
{
    private const int SmallMemoryLimit = 32 * 1024 * 1024;

    public static TheoryData<string> Features => ScriptFolder.Find("python", "feature_*.py");

    public static TheoryData<string> Tutorials => ScriptFolder.Find("python", "tutorial_*.py");

    [Theory, MemberData(nameof(Features))]
    public Task Feature_UsedThroughPika_IsAsWithRabbitMq(string script) => ScriptRun.SucceedsAsync(ScriptClient.Pika, script);

    [Theory, MemberData(nameof(Tutorials))]
    public Task Tutorial_FollowedWithPika_ShowsWhatItTeaches(string script) =>
        ScriptRun.SucceedsAsync(ScriptClient.Pika, script);

    [Fact]
    public Task MemoryAlarm_WithPikaPublishing_BlocksAndUnblocksTheConnection() => ScriptRun.SucceedsAsync(
        ScriptClient.Pika, "python/alarm_blocked_connection.py", options => options.MemoryLimit = SmallMemoryLimit);
}
