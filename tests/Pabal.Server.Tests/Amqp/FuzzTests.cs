using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Pabal.Server.Tests.Amqp;

/// <summary>Random octets and mutated sessions. The seed in a failure's text repeats its round.</summary>
public sealed class FuzzTests : IAsyncLifetime
{
    private readonly FaultLog faults = new();
    private PabalBroker broker = null!;

    private static TimeSpan Budget { get; } = TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("PABAL_FUZZ_SECONDS"), out var seconds) ? seconds : 2);

    public async ValueTask InitializeAsync() =>
        broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0, faults);

    public ValueTask DisposeAsync() => broker.DisposeAsync();

    [Fact]
    public Task RandomOctets_InEveryState_NeverDisturbTheBroker() => RunAsync((random, client, opened) =>
    {
        var octets = new byte[random.Next(1, 3000)];
        random.NextBytes(octets);
        // Often enough something that passes for a frame header.
        if (random.Next(2) == 0)
        {
            octets = TestFrames.Any((byte)random.Next(1, 4), (ushort)random.Next(2), octets.AsSpan(0, random.Next(octets.Length)));
        }
        client.Send(octets);
    });

    [Fact]
    public Task MutatedSessions_NeverDisturbTheBroker() => RunAsync((random, client, opened) =>
    {
        var frames = FuzzSession.Create(opened);
        for (var mutations = random.Next(1, 6); mutations > 0; mutations--)
            FuzzSession.Mutate(frames, random);
        foreach (var frame in frames)
            client.Send(frame);
    });

    private async Task RunAsync(Action<Random, AmqpTestClient, bool> attack)
    {
        var port = broker.AmqpEndPoint.Port;
        await using var canary = await Canary.StartAsync(port);
        var seed = Environment.TickCount;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Budget)
        {
            seed++;
            try
            {
                await AttackOnceAsync(new Random(seed), port, attack);
                await canary.SingAsync();
                faults.Found.ShouldBeEmpty();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}", exception);
            }
        }
        // A mutation may have made a queue exclusive: it is free when the broker knows that its client has gone.
        await Wait.UntilAsync(() => broker.ConnectionCount == 1, $"ended connections should be forgotten, last seed {seed}");
        await canary.DeleteAsync(FuzzSession.Queues);
        await Wait.UntilAsync(() => broker.Engine.Store.BytesInUse < 16 << 20, $"memory should come back, last seed {seed}");
    }

    private static async Task AttackOnceAsync(Random random, int port, Action<Random, AmqpTestClient, bool> attack)
    {
        var opened = random.Next(4) > 0;
        await using var client = opened ? await AmqpTestClient.OpenAsync(port) : await AmqpTestClient.ConnectAsync(port);
        attack(random, client, opened);
        if (random.Next(2) == 0)
            client.ShutdownSend();
    }

    /// <summary>Keeps what the broker reports as its own fault.</summary>
    private sealed class FaultLog : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Found { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error)
                Found.Enqueue($"{formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
