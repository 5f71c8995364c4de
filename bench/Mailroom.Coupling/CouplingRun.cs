using Mailroom.Coupling.Designs;
using Mailroom.Coupling.Measuring;
using Mailroom.Coupling.Reporting;
using Pabal.Bench.Processes;

namespace Mailroom.Coupling;

/// <summary>Measures both designs, one after the other, and writes the page and the plot.</summary>
internal sealed class CouplingRun(CouplingOptions options, Action<string> progress)
{
    /// <returns>Whether the new design has sent every accepted mail once.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        var time = TimeProvider.System.GetUtcNow();
        var results = await MeasureAsync(cancellation);
        var page = new Page(options, results, time).Write();
        Console.Write(page);
        if (options.Output is { } output)
            await File.WriteAllTextAsync(output, page, cancellation);
        if (options.Plot is { } plot)
            await File.WriteAllTextAsync(plot, new Plot(results).Write(), cancellation);
        return results.All(result => result.Name == "old" || result.Outcome is { Missing: 0, SentTwice: 0 });
    }

    /// <summary>The figures alone.</summary>
    public async Task<IReadOnlyList<DesignResult>> MeasureAsync(CancellationToken cancellation)
    {
        await using var cluster = options.UsesSqlite ? null : await PostgreSqlCluster.StartAsync(cancellation);
        var results = new List<DesignResult>();
        foreach (var name in options.Designs)
            results.Add(await MeasureAsync(name, cluster, cancellation));
        return results;
    }

    private async Task<DesignResult> MeasureAsync(string name, PostgreSqlCluster? cluster, CancellationToken cancellation)
    {
        using var folder = new TemporaryFolder();
        var database = cluster is null
            ? $"Data Source={folder["database"]}"
            : await cluster.CreateDatabaseAsync(name == "old" ? "coupled" : "decoupled", cancellation);
        await using var mailServer = await MailServerProcess.StartAsync(folder, options.MailMilliseconds, cancellation);
        progress($"{name}: starts");
        await using var design = name == "old"
            ? await OldDesign.StartAsync(options, folder, database, mailServer.Port, cancellation)
            : await NewDesign.StartAsync(options, folder, database, mailServer, cancellation);
        var run = new DesignRun(name, options, design, mailServer, cluster?.ProcessId, database, folder);
        return await run.RunAsync(progress, cancellation);
    }
}
