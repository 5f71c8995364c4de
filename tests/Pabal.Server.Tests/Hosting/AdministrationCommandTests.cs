using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Pabal.Server.Tests.Hosting;

/// <summary>Definitions, policies, users and virtual hosts by commands, on a broker that runs and on one that doesn't.</summary>
public sealed class AdministrationCommandTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("pabal-").FullName;

    private string Data => Path.Combine(directory, "data");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Commands_OnARunningBroker_TakeEffectAtOnce()
    {
        using var pabal = await StartAsync();
        var uri = await pabal.ListensAsync();

        await DoneAsync(null, "vhost", "add", "tenant", "--description", "for tests");
        await DoneAsync("her secret\n", "user", "add", "alice", "--tags", "monitoring");
        await DoneAsync(null, "user", "permissions", "alice", ".*", ".*", ".*", "--vhost", "tenant");
        await DoneAsync(null, "policy", "set", "lengths", "^q", """{"max-length":3}""", "--vhost=tenant", "--priority", "5", "--apply-to=queues");

        await using (var connection = await ConnectAsync(uri, "alice", "her secret", "tenant"))
        {
            await using var channel = await connection.CreateChannelAsync();
            await channel.QueueDeclareAsync("q", true, false, false);
        }
        (await DoneAsync(null, "policy", "list", "--vhost", "tenant")).ShouldEndWith("tenant\tlengths\t^q\tqueues\t{\"max-length\":3}\t5\n");
        (await DoneAsync(null, "user", "list")).ShouldContain("alice\tmonitoring\n");
        (await DoneAsync(null, "vhost", "list")).ShouldContain("tenant\tfor tests\n");
        (await DoneAsync(null, "user", "permissions", "alice")).ShouldEndWith("tenant\t.*\t.*\t.*\n");
        (await DoneAsync(null, "definitions", "export", "-")).ShouldContain("\"name\": \"q\"");

        await DoneAsync(null, "policy", "clear", "lengths", "--vhost", "tenant");
        (await DoneAsync(null, "policy", "list", "--vhost", "tenant")).ShouldNotContain("lengths");
        await DoneAsync(null, "user", "delete", "alice");
        await DoneAsync(null, "vhost", "delete", "tenant");
    }

    [Fact]
    public async Task Commands_OnAStoppedBroker_AreThereWhenItStarts()
    {
        Directory.CreateDirectory(Data);
        await DoneAsync("secret\n", "user", "add", "bob");
        await DoneAsync("changed\n", "user", "password", "bob");
        await DoneAsync(null, "user", "permissions", "bob", ".*", ".*", ".*");

        using var pabal = await StartAsync();

        await using var connection = await ConnectAsync(await pabal.ListensAsync(), "bob", "changed", "/");
        connection.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task Definitions_ExportedFromOneBroker_LoadIntoAnotherAtItsStart()
    {
        Directory.CreateDirectory(Data);
        await DoneAsync("secret\n", "user", "add", "bob");
        await DoneAsync(null, "user", "permissions", "bob", ".*", ".*", ".*");
        var file = Path.Combine(directory, "definitions.json");
        await DoneAsync(null, "definitions", "export", file);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        using var pabal = new PabalProcess("--Amqp:Port=0", $"--Definitions:Load={file}");

        await using var connection = await ConnectAsync(await pabal.ListensAsync(), "bob", "secret", "/");
        connection.IsOpen.ShouldBeTrue();
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Definitions_ExportedInPlaceOfAFileThatAllMayRead_AreForTheirOwnerOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Rights come from the directory.");
        Directory.CreateDirectory(Data);
        var place = Directory.CreateDirectory(Path.Combine(directory, "exports")).FullName;
        var file = Path.Combine(place, "definitions.json");
        var link = Path.Combine(place, "link.json");
        await File.WriteAllTextAsync(file, "what was there");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        File.CreateSymbolicLink(link, file);
        // Whoever has it open goes on reading what was there.
        using var reader = File.OpenText(file);

        await DoneAsync(null, "definitions", "export", link);

        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await File.ReadAllTextAsync(file)).ShouldContain("\"users\"");
        (await reader.ReadToEndAsync()).ShouldBe("what was there");
        new FileInfo(link).LinkTarget.ShouldBe(file);
        Directory.GetFiles(place).ShouldBe([file, link], ignoreOrder: true);
    }

    [Fact]
    public async Task Definitions_ImportedIntoARunningBroker_AreThere()
    {
        using var pabal = await StartAsync();
        await pabal.ListensAsync();

        var (exitCode, output, error) = await RunAsync("""{"queues":[{"name":"q","vhost":"/"}]}""", "definitions", "import", "-");

        error.ShouldBeEmpty();
        output.ShouldBe("1 definitions imported\n");
        exitCode.ShouldBe(0);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task ControlSocket_IsForItsOwnerOnly_AndGoesWithTheBroker()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Rights come from the directory.");
        var socket = Path.Combine(Data, "control.sock");
        await using (await PabalBroker.StartAsync(options =>
        {
            options.Amqp.Port = 0;
            options.DataDirectory = Data;
        }))
        {
            File.GetUnixFileMode(socket).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.Exists(socket).ShouldBeFalse();
    }

    [Fact]
    public async Task Broker_WithAControlSocket_MayBeDisposedOfTwice()
    {
        var broker = await PabalBroker.StartAsync(options =>
        {
            options.Amqp.Port = 0;
            options.DataDirectory = Data;
        });

        await broker.DisposeAsync();
        await broker.DisposeAsync();
    }

    [Fact]
    public async Task Commands_AfterTheBrokerWasKilled_WorkOnItsDirectory()
    {
        using (var pabal = await StartAsync())
        {
            await pabal.ListensAsync();
            await DoneAsync(null, "vhost", "add", "tenant");
            await pabal.KillAsync();
        }

        (await DoneAsync(null, "vhost", "list")).ShouldContain("tenant");
    }

    [Fact]
    public async Task Commands_OnABrokerThatIsThenKilled_HoldWhenItIsStartedAgain()
    {
        string exported;
        using (var pabal = await StartAsync())
        {
            var uri = await pabal.ListensAsync();
            await DoneAsync(null, "vhost", "add", "tenant", "--description", "for tests");
            await DoneAsync("her secret\n", "user", "add", "alice", "--tags", "monitoring");
            await DoneAsync(null, "user", "permissions", "alice", "^q", "^(q|amq\\.default$)", "^q", "--vhost", "tenant");
            await DoneAsync(null, "policy", "set", "lengths", "^q", """{"max-length":2,"overflow":"reject-publish"}""", "--vhost", "tenant");
            await DoneAsync(
                """{"pabal":{"composite_destinations":[{"vhost":"tenant","kind":"queue","name":"both","forwards":[{"kind":"queue","name":"q"}]}]}}""",
                "definitions", "import", "-");
            await using (var connection = await ConnectAsync(uri, "alice", "her secret", "tenant"))
            {
                await using var channel = await connection.CreateChannelAsync();
                await channel.QueueDeclareAsync("q", true, false, false);
            }
            exported = await DoneAsync(null, "definitions", "export", "-");
            await pabal.KillAsync();
        }

        using var restarted = await StartAsync();
        var address = await restarted.ListensAsync();

        (await DoneAsync(null, "definitions", "export", "-")).ShouldBe(exported);
        exported.ShouldContain("\"both\"");
        await using var again = await ConnectAsync(address, "alice", "her secret", "tenant");
        await using var confirming = await again.CreateChannelAsync(new CreateChannelOptions(true, true));
        await confirming.BasicPublishAsync("", "both", new byte[] { 1 });
        await confirming.BasicPublishAsync("", "q", new byte[] { 2 });
        await Should.ThrowAsync<PublishException>(async () => await confirming.BasicPublishAsync("", "q", new byte[] { 3 }));
        (await confirming.MessageCountAsync("q")).ShouldBe(2u);
    }

    [Theory]
    [InlineData(2, "pabal policy set NAME", "policy", "set", "p")]
    [InlineData(2, "pabal definitions export FILE", "definitions")]
    [InlineData(2, "--vhost", "vhost", "list", "--vhost")]
    [InlineData(2, "the definition is no JSON object", "policy", "set", "p", "^q", "{")]
    [InlineData(2, "the priority must be", "policy", "set", "p", "^q", "{}", "--priority", "x")]
    [InlineData(3, "Validation failed", "policy", "set", "p", "^q", "{\"foo\":1}")]
    [InlineData(3, "Parameter does not exist", "policy", "clear", "p")]
    [InlineData(3, "there is no virtual host 'none'", "policy", "list", "--vhost", "none")]
    [InlineData(3, "there is no user 'nobody'", "user", "delete", "nobody")]
    [InlineData(3, "a password may not be empty", "user", "add", "bob")]
    [InlineData(1, "no-such-file", "definitions", "import", "no-such-file")]
    public async Task Commands_ThatCantBeCarriedOut_SayWhy(int expected, string problem, params string[] arguments)
    {
        Directory.CreateDirectory(Data);

        var (exitCode, output, error) = await RunAsync("", arguments);

        error.ShouldStartWith("pabal: ");
        error.ShouldContain(problem);
        output.ShouldBeEmpty();
        exitCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Commands_WithoutADataDirectory_SayWhichIsMissing()
    {
        var (exitCode, _, error) = await RunAsync("", "vhost", "list");

        error.ShouldBe($"pabal: there is no data directory '{Data}'{Environment.NewLine}");
        exitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Pabal_WithDefinitionsThatAreWrong_SaysWhere()
    {
        var file = Path.Combine(directory, "definitions.json");
        await File.WriteAllTextAsync(file, """{"queues":[{"name":3}]}""");
        using var pabal = new PabalProcess("--Amqp:Port=0", $"--Definitions:Load={file}", "--Logging:LogLevel:Default=None");

        var (exitCode, _, error) = await pabal.EndsAsync();

        error.ShouldStartWith($"pabal: Definitions:Load is '{file}': queues[0].name: it must be a string");
        exitCode.ShouldBe(2);
    }

    private Task<PabalProcess> StartAsync() => Task.FromResult(new PabalProcess("--Amqp:Port=0", $"--DataDirectory={Data}"));

    private async Task<string> DoneAsync(string? input, params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(input ?? "", arguments);
        (exitCode, error).ShouldBe((0, error), error);
        return output;
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string input, params string[] arguments)
    {
        using var process = PabalProcess.WithInput(input, [.. arguments, $"--DataDirectory={Data}"]);
        return await process.EndsAsync();
    }

    private static Task<IConnection> ConnectAsync(Uri uri, string user, string password, string virtualHost) => new ConnectionFactory
    {
        Uri = uri,
        UserName = user,
        Password = password,
        VirtualHost = virtualHost,
    }.CreateConnectionAsync();
}
