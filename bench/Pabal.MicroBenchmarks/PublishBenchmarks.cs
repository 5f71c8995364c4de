using BenchmarkDotNet.Attributes;

namespace Pabal.MicroBenchmarks;

/// <summary>From the octets of publishes to a consumer that takes each message and does nothing with it.</summary>
[MemoryDiagnoser]
public class PublishBenchmarks : IDisposable
{
    private const int Messages = 1000;

    private readonly QuietConnection quiet = new();
    private byte[] input = [];

    [Params(16, 1024)]
    public int BodyLength { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        input = PublishBatch.Encode("taken", BodyLength, Messages);
        TakesAll.Subscribe(quiet.Declare("taken"));
    }

    [GlobalCleanup]
    public void Dispose()
    {
        quiet.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public int Process() => quiet.Connection.Process(input);
}
