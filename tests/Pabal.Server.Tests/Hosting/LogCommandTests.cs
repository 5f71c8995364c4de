using Pabal.Storage;

namespace Pabal.Server.Tests.Hosting;

public sealed class LogCommandTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("pabal-").FullName;
    private LogPosition second;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Verify_OfAWholeLog_PrintsWhatIsThereAndEndsWith0()
    {
        WriteLog();

        var (code, output, error) = await RunAsync("verify", directory);

        error.ShouldBeEmpty();
        output.ShouldContain("files    1");
        output.ShouldContain("records  3");
        output.ShouldContain("tail     0");
        output.ShouldEndWith($"The log is whole.{Environment.NewLine}");
        code.ShouldBe(0);
    }

    [Fact]
    public async Task Verify_OfADamagedLog_NamesFileAndOffsetAndEndsWith3()
    {
        WriteLog();
        FlipPayloadOfSecond();

        var (code, output, _) = await RunAsync("verify", directory);

        output.ShouldContain($"damage   00000001.log@{second.Offset}: ");
        code.ShouldBe(3);
    }

    [Fact]
    public async Task Dump_OfADamagedLog_PrintsALinePerRecord()
    {
        WriteLog();
        FlipPayloadOfSecond();

        var (code, output, error) = await RunAsync("dump", directory);

        var lines = output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        lines.Count(line => line.Contains(" type 7 length 100 index 40 crc ok", StringComparison.Ordinal)).ShouldBe(2);
        lines.ShouldContain($"{second} type 7 length 100 index 40 crc wrong");
        error.ShouldContain("damage");
        code.ShouldBe(3);
    }

    [Fact]
    public async Task Verify_OfALogInUse_NamesTheDirectoryAndEndsWith1()
    {
        using var device = new FileDevice(directory);

        var (code, _, error) = await RunAsync("verify", directory);

        error.ShouldContain($"'{directory}' is in use");
        code.ShouldBe(1);
    }

    [Theory]
    [InlineData]
    [InlineData("verify")]
    [InlineData("repair", "x")]
    [InlineData("verify", "no-such-directory")]
    public async Task Log_UsedWrongly_EndsWith2(params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);

        output.ShouldBeEmpty();
        error.ShouldNotBeEmpty();
        code.ShouldBe(2);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = new PabalProcess(["log", .. arguments]);
        return await process.EndsAsync();
    }

    private void WriteLog()
    {
        using var device = new FileDevice(directory);
        using var log = Log.Open(device, new LogOptions { FileOctets = 65536 }, new Silence(), new Silence());
        var record = new LogAppend { Type = 7, Index = new byte[40], Octets = new byte[60] };
        log.Append(record, out _);
        second = log.Append(record, out _);
        log.Append(record, out _);
    }

    private void FlipPayloadOfSecond()
    {
        var path = Path.Combine(directory, "00000001.log");
        var octets = File.ReadAllBytes(path);
        octets[second.Offset + Log.RecordHeaderOctets] ^= 1;
        File.WriteAllBytes(path, octets);
    }

    private sealed class Silence : ILogReplay, ILogObserver
    {
        public void OnRecord(byte type, LogPosition start, ReadOnlySpan<byte> index, int payloadLength)
        {
        }

        public void OnProgress(int file, int done, int total)
        {
        }

        public void OnDurable(LogPosition end)
        {
        }

        public void OnSealed(int file)
        {
        }

        public void OnFailed(LogFailedException failure) => throw failure;
    }
}
