using BenchmarkDotNet.Attributes;
using Pabal.Storage;

namespace Pabal.MicroBenchmarks;

/// <summary>Appends messages that lie in segments to a log whose device forgets them; files are given up as they fill.</summary>
[MemoryDiagnoser]
public class LogAppendBenchmarks : ILogReplay, ILogObserver, IDisposable
{
    private const int Messages = 512 * 64;
    private const int BodyLength = 45;

    private readonly SegmentStore store = new();
    private Log log = null!;
    private SegmentRange[] batch = [];
    private byte[] index = [];

    [Params(1, 512)]
    public int BatchLength { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        log = Log.Open(new ForgetfulDevice(), new LogOptions(), this, this);
        var writer = store.RentWriter();
        batch = new SegmentRange[BatchLength];
        foreach (ref var range in batch.AsSpan())
        {
            range = new SegmentRange(writer.Reserve(BodyLength), BodyLength);
            store.Write(range.Position, 0, new byte[BodyLength]);
        }
        index = new byte[8 + BatchLength];
    }

    [GlobalCleanup]
    public void Dispose()
    {
        log.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public LogPosition Append()
    {
        LogPosition end = default;
        for (var i = 0; i < Messages; i += BatchLength)
            log.Append(new LogAppend { Type = 1, Index = index, Store = store, Body = batch }, out end);
        // As a publisher would wait: otherwise what is measured is memory that fills.
        while (log.IsCongested)
            Thread.Yield();
        return end;
    }

    public void OnRecord(byte type, LogPosition start, ReadOnlySpan<byte> index, int payloadLength)
    {
    }

    public void OnProgress(int file, int done, int total)
    {
    }

    public void OnDurable(LogPosition end)
    {
    }

    public void OnSealed(int file) => log.Delete(file);

    public void OnFailed(LogFailedException failure) => Environment.FailFast(failure.Message, failure);
}
