using Mailroom.Tests;
using Mailroom.Web.Tests.Browsing;

namespace Mailroom.Web.Tests;

/// <summary>The whole of Mailroom for the tests of a class. Each attempt is the only one, so that people have to send again.</summary>
public sealed class MailroomFixture(Chromium chromium) : IAsyncLifetime
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("mailroom-web-test-");
    private MailroomProcess? mailroom;

    internal HttpClient Http => mailroom!.Http;

    internal string Page => mailroom!.Page;

    public async ValueTask InitializeAsync() =>
        mailroom = await MailroomProcess.StartAsync(data.FullName, "--Bot:Retry:MaxAttempts=1");

    internal Task<TestPage> OpenAsync() => chromium.OpenAsync(Page);

    public ValueTask DisposeAsync()
    {
        mailroom?.Dispose();
        data.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
