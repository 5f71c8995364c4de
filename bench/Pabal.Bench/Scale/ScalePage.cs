using System.Text;
using Pabal.Bench.Machine;
using Pabal.Bench.Measurements;
using Pabal.Bench.Reporting;

namespace Pabal.Bench.Scale;

/// <summary>Writes what was measured as a page of Markdown.</summary>
internal sealed class ScalePage(IReadOnlyList<Measurement> measurements, string arguments, DateTimeOffset time)
{
    public string Write()
    {
        var text = new StringBuilder();
        text.AppendLine($"""
            # Many queues with policies

            Written by `{$"./build scale {arguments}".TrimEnd()}` on {time:yyyy-MM-dd HH:mm} UTC; every figure is from that run.

            - Processor: {MachineFacts.Processor}, {MachineFacts.Cores} cores; memory: {MachineFacts.MemoryGib:F1} GiB
            - Kernel: Linux {MachineFacts.Kernel}; {MachineFacts.Runtime}
            - Data: {DataDisk.FileSystem}
            - Pabal: commit {MachineFacts.Commit ?? "unknown"}, built for release

            | what | figure | target | |
            |---|---:|---:|---|
            """);
        foreach (var (name, figure, target, verdict) in measurements)
            text.AppendLine($"| {name} | {figure} | {(target.Length > 0 ? target : Format.Nothing)} | {Verdicts.Text(verdict)} |");
        text.AppendLine("""

            The queues are durable and are declared by one client, which waits for each declare-ok, and so for the disk. Each policy
            is for its share of the queues; the operator policy is for all of them. A change is over when it is durable and holds for
            all queues that are there. The list is the export of all definitions. Commands go by the control socket, as `pabal` does
            it. The start is from that of the process until a client has found the last queue. After each change and each start, it is
            checked that queues keep as many messages as their policies allow.
            """);
        return text.ToString();
    }
}
