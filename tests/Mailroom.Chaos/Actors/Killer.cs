using System.Collections.Concurrent;
using Mailroom.Chaos.Ledgers;
using Mailroom.Chaos.Running;
using Mailroom.Servers;

namespace Mailroom.Chaos.Actors;

/// <summary>
/// Kills servers, one or several at a time, and starts them again; some are killed while they start. Some of them are only told to end.
/// </summary>
internal sealed class Killer(ChaosLedger ledger, Pace pace, Site site, int kills, Random random, TextWriter output)
{
    private const int MaxStarts = 5;
    private const int OneOfThatManyIsStopped = 4;

    // The others end at once anyhow, or wait for their clients.
    private static readonly string[] stoppable = ["api", "bot", "broker"];

    private readonly ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);

    /// <summary>How often each server was killed, and how often it was stopped.</summary>
    public IReadOnlyDictionary<string, int> Counts => counts;

    private int Done => counts.Values.Sum();

    public async Task RunAsync(CancellationToken cancellation)
    {
        pace.Release(1.0 / (kills + 1));
        while (Done < kills)
        {
            await Task.Delay(random.Next(100, 1500), cancellation);
            var victims = Choose();
            var isStopped = random.Next(OneOfThatManyIsStopped) == 0;
            var (downMs, starts) = (random.Next(800), victims.Select(_ => random.Next(6) == 0 ? random.Next(1, 600) : (int?)null).ToList());
            await output.WriteLineAsync(
                $"{Done + victims.Count}/{kills}: {string.Join(", ", victims)}{(isStopped ? ", stopped if possible" : "")}, down for {downMs} ms");
            await Task.WhenAll(victims.Select(name => EndAsync(name, isStopped && stoppable.Contains(name))));
            await Task.Delay(downMs, cancellation);
            await Task.WhenAll(victims.Zip(starts, RestartAsync));
            pace.Release((Done + 1.0) / (kills + 1));
        }
        pace.Release(1);
    }

    private Task EndAsync(string name, bool isStopped)
    {
        Count(isStopped ? $"{name} stopped" : name);
        return isStopped ? site.Servers[name].StopAsync() : site.Servers[name].KillAsync();
    }

    private void Count(string name) => counts.AddOrUpdate(name, 1, (_, before) => before + 1);

    private List<string> Choose()
    {
        var count = random.Next(10) switch
        {
            0 => 3,
            < 4 => 2,
            _ => 1,
        };
        var names = site.Servers.Keys.Order(StringComparer.Ordinal).ToArray();
        random.Shuffle(names);
        return [.. names.Take(count)];
    }

    private async Task RestartAsync(string name, int? interruptedAfterMs)
    {
        var server = site.Servers[name];
        if (interruptedAfterMs is { } after)
        {
            var starting = server.RestartAsync();
            await Task.Delay(after);
            if (!starting.IsCompleted)
                Count(name);
            await server.KillAsync();
            await starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        for (var start = 1; start <= MaxStarts; start++)
        {
            try
            {
                await server.RestartAsync();
                return;
            }
            catch (ServerException exception)
            {
                await output.WriteLineAsync($"{name} did not start: {exception.Message}");
            }
        }
        ledger.Report(ViolationKind.NotStarted, name, $"did not start {MaxStarts} times");
    }
}
