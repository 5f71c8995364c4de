namespace Pabal.Storage.Tests.Logs;

public sealed class LogOnFilesTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("pabal-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Open_OnTheFileSystem_ReplaysWhatWasAppendedAndDeletesFiles()
    {
        using var device = new FileDevice(directory);
        var recorder = new LogRecorder();
        var options = new LogOptions { FileOctets = 8192 };
        LogPosition end = default;
        using (var log = Log.Open(device, options, recorder, recorder))
        {
            for (var i = 0; i < 50; i++)
                log.Append(1, TestLog.Payload(i, 1000), out end);
            recorder.AwaitDurable(end);
            recorder.AwaitSealed(1);
            log.Delete(1);
        }
        File.Exists(Path.Combine(directory, "00000001.log")).ShouldBeFalse();

        var second = new LogRecorder();
        using (Log.Open(device, options, second, second))
            second.Replayed.Select(record => record.Payload).ShouldBe(Enumerable.Range(3, 47).Select(i => TestLog.Payload(i, 1000)));
        LogInspector.Verify(device).Damage.ShouldBeEmpty();
    }
}
