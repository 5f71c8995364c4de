namespace Pabal.Interop.Scripts.Tests;

public class ChildProcessTests
{
    private static readonly TimeSpan LongTime = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task RunAsync_OfAFailingScript_GivesItsCodeAndBothOutputs()
    {
        var (exitCode, output) = await Shell("echo one; echo two >&2; exit 3", LongTime);

        exitCode.ShouldBe(3);
        output.ShouldContain("one");
        output.ShouldContain("two");
    }

    [Fact]
    public async Task RunAsync_OfAScriptThatHangs_EndsItAndKeepsItsOutput()
    {
        var (exitCode, output) = await Shell("echo begun; sleep 600", TimeSpan.FromSeconds(0.5));

        exitCode.ShouldBeNull();
        output.ShouldContain("begun");
    }

    [Fact]
    public async Task RunAsync_OfAScriptThatReads_GivesItAnEndOfFile()
    {
        var (exitCode, _) = await Shell("! read line", LongTime);

        exitCode.ShouldBe(0);
    }

    private static Task<(int? ExitCode, string Output)> Shell(string command, TimeSpan deadline) =>
        ChildProcess.RunAsync("/bin/sh", ["-c", command], deadline);
}
