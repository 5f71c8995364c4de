using Pabal.Storage.Tests.Devices;

namespace Pabal.Storage.Tests.Logs;

public class LogInspectorTests
{
    private readonly SimulatedDevice device = new();

    [Fact]
    public void Verify_OfNothing_FindsNothing()
    {
        var report = LogInspector.Verify(device);

        report.Files.ShouldBeEmpty();
        report.Damage.ShouldBeEmpty();
        report.End.ShouldBe(default);
    }

    [Fact]
    public void Verify_OfAWholeLog_CountsFilesRecordsAndOctets()
    {
        var log = Filled();
        log.Dispose();

        var report = LogInspector.Verify(device);

        report.Files.Count.ShouldBe(device.List().Count);
        report.Records.ShouldBe(20);
        report.Octets.ShouldBe(device.List().Sum(name => device.File(name).Length));
        report.TailOctets.ShouldBe(0);
        report.Damage.ShouldBeEmpty();
    }

    [Fact]
    public void Verify_OfATornTail_CountsItsOctetsAndChangesNothing()
    {
        using var log = Filled();
        var end = log.Appended[^1].End;
        var name = $"{end.File:x8}.log";
        device.File(name).Write(end.Offset + 16, [1, 2, 3]);
        var before = device.File(name).Content;

        var report = LogInspector.Verify(device);

        report.End.ShouldBe(end);
        report.TailOctets.ShouldBe(19);
        report.Damage.ShouldBeEmpty();
        device.File(name).Content.ShouldBe(before);
    }

    [Fact]
    public void Dump_OfADamagedLog_ShowsEveryRecordAndWhichIsBroken()
    {
        var log = Filled();
        log.Dispose();
        var broken = log.Appended[1].Position;
        device.File("00000001.log").Flip(broken.Offset + Log.RecordHeaderOctets + 5, 5);
        var visitor = new ListVisitor();

        LogInspector.Dump(device, visitor).Damage.ShouldHaveSingleItem();

        var shown = visitor.Records.Where(record => record.Type == 1).ToList();
        shown.Select(record => record.Position).ShouldBe(log.Appended.Select(record => record.Position));
        shown.Where(record => !record.IsWhole).ShouldHaveSingleItem().Position.ShouldBe(broken);
        shown.Single(record => record.Position == log.Appended[2].Position).IsBehindGap.ShouldBeTrue();
        visitor.Records.Count(record => record.IsLogsOwn).ShouldBeGreaterThan(2);
    }

    private TestLog Filled()
    {
        var log = new TestLog(device);
        for (var i = 0; i < 20; i++)
            log.AppendDurably(TestLog.Payload(i, 500));
        return log;
    }

    private sealed class ListVisitor : ILogVisitor
    {
        public List<LogRecord> Records { get; } = [];

        public void OnRecord(in LogRecord record, ReadOnlySpan<byte> payload) => Records.Add(record);

        public void OnProgress(int file, int done, int total)
        {
        }
    }
}
