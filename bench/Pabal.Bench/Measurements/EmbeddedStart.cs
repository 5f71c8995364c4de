using System.Diagnostics;
using Pabal.Bench.Amqp;
using Pabal.Bench.Scenarios;
using Pabal.Server;

namespace Pabal.Bench.Measurements;

/// <summary>From the start of a broker in this process until a client has connected and got a message that it published.</summary>
internal static class EmbeddedStart
{
    public const string Name = "embedded start until the first client is served";

    private const int Warmups = 5;
    private const int Runs = 21;

    private static readonly Limit Target = Limit.Below(50);

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(CancellationToken cancellation)
    {
        var cold = await StartAndServeAsync();
        for (var i = 0; i < Warmups; i++)
            await StartAndServeAsync();
        var times = new List<double>();
        for (var i = 0; i < Runs; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            times.Add(await StartAndServeAsync());
        }
        var warm = new Samples(times);
        return
        [
            Measurement.Create(
                Name + ", warm process", $"{warm.Median:F1} ms ({warm.Min:F1}–{warm.Max:F1})", warm.Median, Target, " ms"),
            Measurement.Shown(Name + ", first in its process", $"{cold:F0} ms"),
        ];
    }

    /// <returns>Milliseconds.</returns>
    private static async Task<double> StartAndServeAsync()
    {
        var started = Stopwatch.GetTimestamp();
        await using var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        using var client = AmqpClient.Connect(broker.AmqpEndPoint.Port);
        client.DeclareExclusive("first");
        client.Consume("first");
        client.Publish("first", "hello"u8, 1);
        client.ReceiveDelivery();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
