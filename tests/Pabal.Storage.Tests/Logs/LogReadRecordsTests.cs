using Pabal.Storage.Tests.Devices;

namespace Pabal.Storage.Tests.Logs;

public sealed class LogReadRecordsTests : IDisposable
{
    private readonly SimulatedDevice device = new();
    private readonly TestLog log;
    private readonly List<(LogPosition Start, LogPosition End, byte[] Index, byte[] Body)> appended = [];
    private readonly RecordList read = new();
    private byte[] buffer = [];

    public LogReadRecordsTests() => log = new TestLog(device, new LogOptions { FileOctets = 100_000 });

    public void Dispose() => log.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(1_000)]
    [InlineData(100_000)]
    public void ReadRecords_ThroughABufferOfAnyLength_HandsOnTheRegion(int length)
    {
        Fill(40);
        buffer = new byte[length];

        log.Log.ReadRecords(appended[3].Start, appended[30].End, ref buffer, read).ShouldBe(28);

        read.Records.ShouldBe(appended.Skip(3).Take(28).Select(record => (record.Start, Text(record.Index), Text(record.Body))));
    }

    [Fact]
    public void ReadRecords_OfARegionAsLongAsTheBuffer_ReadsOnce()
    {
        Fill(40);
        buffer = new byte[appended[30].End.Value - appended[3].Start.Value];
        var reads = device.Faults.Count(DeviceCall.Read);

        log.Log.ReadRecords(appended[3].Start, appended[30].End, ref buffer, read);

        device.Faults.Count(DeviceCall.Read).ShouldBe(reads + 1);
    }

    [Fact]
    public void ReadRecords_WithShortReads_HandsOnTheRegion()
    {
        Fill(40);
        device.Faults.MaxRead = 7;
        buffer = new byte[900];

        log.Log.ReadRecords(appended[3].Start, appended[30].End, ref buffer, read).ShouldBe(28);
    }

    [Fact]
    public void ReadRecords_OverTheLogsOwn_LeavesThemOut()
    {
        Fill(2);

        log.Log.ReadRecords(new LogPosition(1, 64), appended[1].End, ref buffer, read).ShouldBe(2);
        log.Log.ReadRecords(appended[0].Start, appended[0].Start, ref buffer, read).ShouldBe(0);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void ReadRecords_OfAFlippedRecord_ThrowsWithFileAndOffset(int at)
    {
        Fill(10);
        device.File("00000001.log").Flip(appended[4].Start.Offset + at, 2);

        Should.Throw<LogDamageException>(() => log.Log.ReadRecords(appended[0].Start, appended[9].End, ref buffer, read))
            .Damage.ShouldHaveSingleItem().Position.ShouldBe(appended[4].Start);
        read.Records.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(8, 0)]
    [InlineData(0, -8)]
    public void ReadRecords_OfARegionThatCutsARecord_Throws(int moveFrom, int moveTo)
    {
        Fill(3);
        var (from, to) = (new LogPosition(appended[1].Start.Value + moveFrom), new LogPosition(appended[2].End.Value + moveTo));

        Should.Throw<LogDamageException>(() => log.Log.ReadRecords(from, to, ref buffer, read));
    }

    [Fact]
    public void ReadRecords_OfNoRegion_IsRefused()
    {
        Fill(3);

        Should.Throw<ArgumentException>(() => log.Log.ReadRecords(appended[1].Start, appended[0].Start, ref buffer, read));
        Should.Throw<ArgumentException>(() => log.Log.ReadRecords(new LogPosition(0, 64), appended[0].Start, ref buffer, read));
        Should.Throw<IOException>(() => log.Log.ReadRecords(appended[0].Start, new LogPosition(1, 90_000), ref buffer, read));
    }

    // Deleted while others read it: they get all of the region or an input/output error.
    [Fact]
    public async Task ReadRecords_WhileTheFileIsDeleted_ReadsItOrThrowsIOException()
    {
        Fill(20);
        log.AppendDurably(TestLog.Payload(1, 99_000));
        log.Recorder.AwaitSealed(1);
        using var reading = new CountdownEvent(2);
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            byte[] own = [];
            try
            {
                for (var i = 0; ; i++)
                {
                    log.Log.ReadRecords(appended[0].Start, appended[19].End, ref own, new RecordList()).ShouldBe(20);
                    if (i == 10)
                        reading.Signal();
                }
            }
            catch (IOException)
            {
                // It is gone.
            }
        })).ToArray();
        reading.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();

        log.Log.Delete(1);

        await Task.WhenAll(readers).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private static string Text(ReadOnlySpan<byte> octets) => Convert.ToHexString(octets);

    private void Fill(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var (index, body) = (TestLog.Payload(i, 10 + (i % 7)), TestLog.Payload(-i, 31 * i % 500));
            var start = log.Log.Append(new LogAppend { Type = 7, Index = index, Octets = body }, out var end);
            appended.Add((start, end, index, body));
        }
        log.Recorder.AwaitDurable(appended[^1].End);
    }

    private sealed class RecordList : ILogRecords
    {
        public List<(LogPosition Start, string Index, string Body)> Records { get; } = [];

        public void OnRecord(byte type, LogPosition start, ReadOnlySpan<byte> index, ReadOnlySpan<byte> body) =>
            Records.Add((start, Text(index), Text(body)));
    }
}
