using System.Buffers.Binary;
using System.Text;
using Pabal.Storage;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Pabal.Server.Tests.Hosting;

/// <summary>The executable and its data directory: what outlives it, and when it refuses to start.</summary>
public sealed class DataDirectoryTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly string directory = Directory.CreateTempSubdirectory("pabal-").FullName;

    private string FirstFile => Directory.GetFiles(directory, "*.log").Order(StringComparer.Ordinal).First();

    public void Dispose()
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [InlineData("always")]
    [InlineData("os")]
    public async Task Restart_AfterAKill_HasWhatWasConfirmedMarkedRedelivered(string sync)
    {
        using (var pabal = Start($"--Sync={sync}"))
        {
            await using var connection = await ConnectAsync(pabal);
            await PublishAsync(connection, 100);
            await pabal.KillAsync();
        }

        using var next = Start($"--Sync={sync}");
        await using var again = await ConnectAsync(next);
        await ExpectAsync(again, 100, redelivered: true);
    }

    [Fact]
    public async Task Restart_AfterATermination_HasAllAndWhatWasNeverDeliveredUnmarked()
    {
        using (var pabal = Start())
        {
            await using (var connection = await ConnectAsync(pabal))
                await PublishAsync(connection, 100);
            await pabal.TerminateAsync();
            (await pabal.EndsAsync()).ExitCode.ShouldBe(0);
        }

        using var next = Start();
        await using var again = await ConnectAsync(next);
        await ExpectAsync(again, 100, redelivered: false);
    }

    [Fact]
    public async Task Start_OnADirectoryInUse_NamesItAndEndsWith1()
    {
        using var first = Start();
        await first.ListensAsync();

        using var second = Start();

        await ExpectRefusalAsync(second, 1, $"'{directory}' is in use");
    }

    [Fact]
    public async Task Start_OnADirectoryThatCannotBeMade_NamesTheKeyAndEndsWith1()
    {
        var file = Path.Combine(directory, "file");
        await File.WriteAllTextAsync(file, "");

        using var pabal = new PabalProcess($"--DataDirectory={file}", "--Amqp:Port=0");

        await ExpectRefusalAsync(pabal, 1, "DataDirectory");
    }

    [Fact]
    public async Task Start_OnALogOfAnotherFormat_RefusesAndEndsWith4()
    {
        await WriteLogAsync();
        var octets = await File.ReadAllBytesAsync(FirstFile);
        // The version stands behind the eight octets that say what file it is, and their checksum at the header's end.
        octets[8]++;
        BinaryPrimitives.WriteUInt32LittleEndian(octets.AsSpan(60), Crc32C.Compute(octets.AsSpan(0, 60)));
        await File.WriteAllBytesAsync(FirstFile, octets);

        using var pabal = Start();

        await ExpectRefusalAsync(pabal, 4, $"{Path.GetFileName(FirstFile)} has format version");
        (await File.ReadAllBytesAsync(FirstFile)).ShouldBe(octets);
    }

    [Fact]
    public async Task Start_OnADamagedLog_NamesFileAndOffsetAndEndsWith4()
    {
        await WriteLogAsync();
        var octets = await File.ReadAllBytesAsync(FirstFile);
        var offset = octets.AsSpan().IndexOf("message 0"u8);
        octets[offset] ^= 1;
        await File.WriteAllBytesAsync(FirstFile, octets);

        using var pabal = Start();

        await ExpectRefusalAsync(pabal, 4, $"{Path.GetFileName(FirstFile)}@");
    }

    [Fact]
    public async Task LogCommands_OnWhatABrokerWrote_FindItWhole()
    {
        await WriteLogAsync();

        using var verify = new PabalProcess("log", "verify", directory);
        var (code, output, _) = await verify.EndsAsync();
        output.ShouldEndWith($"The log is whole.{Environment.NewLine}");
        code.ShouldBe(0);

        using var dump = new PabalProcess("log", "dump", directory);
        (code, output, _) = await dump.EndsAsync();
        output.Split(Environment.NewLine).Count(line => line.EndsWith("crc ok", StringComparison.Ordinal)).ShouldBeGreaterThan(2);
        code.ShouldBe(0);
    }

    [Fact]
    public async Task LogCommands_WhileABrokerRuns_Refuse()
    {
        using var pabal = Start();
        await pabal.ListensAsync();

        using var verify = new PabalProcess("log", "verify", directory);

        var (code, _, error) = await verify.EndsAsync();
        error.ShouldContain($"'{directory}' is in use");
        code.ShouldBe(1);
    }

    [Fact]
    public async Task Pabal_WhoseLogFails_ClosesItsClientsAndEndsWith5()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a directory that is in use can't be removed.");
        using var pabal = Start("--LogFileSize=1048576");
        await using var connection = await ConnectAsync(pabal);
        var closed = new TaskCompletionSource<ShutdownEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionShutdownAsync += (_, reason) =>
        {
            closed.TrySetResult(reason);
            return Task.CompletedTask;
        };
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await channel.QueueDeclareAsync("q", durable: true, exclusive: false, autoDelete: false);
        Directory.Delete(directory, recursive: true);

        // The files that are there can be written; the next one can't be made.
        await Should.ThrowAsync<Exception>(async () =>
        {
            for (var i = 0; i < 10; i++)
                await channel.BasicPublishAsync("", "q", true, new BasicProperties { Persistent = true }, new byte[1024 * 1024]);
        });

        (await closed.Task.WaitAsync(Deadline)).ReplyCode.ShouldBe((ushort)541);
        var (code, _, error) = await pabal.EndsAsync();
        error.TrimEnd().Split('\n')[^1].ShouldStartWith("pabal: the storage has failed: ");
        code.ShouldBe(5);
    }

    private PabalProcess Start(params string[] arguments) =>
        new(["--Amqp:Port=0", $"--DataDirectory={directory}", .. arguments]);

    private async Task WriteLogAsync()
    {
        using var pabal = Start();
        await using (var connection = await ConnectAsync(pabal))
            await PublishAsync(connection, 10);
        await pabal.TerminateAsync();
        await pabal.EndsAsync();
    }

    private static async Task<IConnection> ConnectAsync(PabalProcess pabal)
    {
        var factory = new ConnectionFactory { Uri = await pabal.ListensAsync(), AutomaticRecoveryEnabled = false };
        return await factory.CreateConnectionAsync();
    }

    private static async Task PublishAsync(IConnection connection, int count)
    {
        var confirms = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        var channel = await connection.CreateChannelAsync(confirms);
        await channel.QueueDeclareAsync("q", durable: true, exclusive: false, autoDelete: false);
        var publishes = Enumerable.Range(0, count).Select(number => channel.BasicPublishAsync(
            "", "q", mandatory: true, new BasicProperties { Persistent = true }, Encoding.UTF8.GetBytes($"message {number}")).AsTask());
        await Task.WhenAll(publishes);
    }

    private static async Task ExpectAsync(IConnection connection, int count, bool redelivered)
    {
        var channel = await connection.CreateChannelAsync();
        for (var number = 0; number < count; number++)
        {
            var result = (await channel.BasicGetAsync("q", autoAck: true)).ShouldNotBeNull();
            Encoding.UTF8.GetString(result.Body.Span).ShouldBe($"message {number}");
            result.Redelivered.ShouldBe(redelivered, $"message {number}");
        }
        (await channel.BasicGetAsync("q", autoAck: true)).ShouldBeNull();
    }

    private static async Task ExpectRefusalAsync(PabalProcess pabal, int exitCode, string text)
    {
        var (code, output, error) = await pabal.EndsAsync();
        output.ShouldBeEmpty();
        var last = error.TrimEnd().Split('\n')[^1];
        last.ShouldStartWith("pabal: ");
        last.ShouldContain(text);
        code.ShouldBe(exitCode);
    }
}
