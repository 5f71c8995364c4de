namespace Pabal.Interop.Scripts.Tests;

public class CeleryTests
{
    public static TheoryData<string> Scripts => ScriptFolder.Find("python", "celery_*.py");

    [Theory, MemberData(nameof(Scripts))]
    public Task Workers_OfCelery_DoTheirTasks(string script) => ScriptRun.SucceedsAsync(ScriptClient.Celery, script);
}
