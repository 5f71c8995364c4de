using System.Diagnostics;

namespace Mailroom.Coupling.Measuring;

/// <summary>Processor time that was used until a moment.</summary>
internal sealed record ProcessorSample(long Time, long Machine, IReadOnlyDictionary<string, long> Processes)
{
    public static ProcessorSample Take(IReadOnlyDictionary<string, int> processIds)
    {
        var machine = ProcessorTime.OfMachine();
        var processes = processIds.ToDictionary(
            process => process.Key, process => ProcessorTime.OfTree(process.Value), StringComparer.Ordinal);
        return new ProcessorSample(Stopwatch.GetTimestamp(), machine, processes);
    }

    /// <summary>Cores that each process used since an earlier sample.</summary>
    public Dictionary<string, double> CoresSince(ProcessorSample earlier) => Processes.ToDictionary(
        process => process.Key, process => Cores(earlier, process.Value - earlier.Processes[process.Key]), StringComparer.Ordinal);

    /// <summary>Cores that others used since an earlier sample.</summary>
    public double OtherCoresSince(ProcessorSample earlier) => Math.Max(
        0, Cores(earlier, Machine - earlier.Machine - (Processes.Values.Sum() - earlier.Processes.Values.Sum())));

    private double Cores(ProcessorSample earlier, long ticks) =>
        ticks / ProcessorTime.TicksPerSecond / Stopwatch.GetElapsedTime(earlier.Time, Time).TotalSeconds;
}
