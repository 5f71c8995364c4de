using System.Diagnostics;
using Mailroom.Coupling.Load;

namespace Mailroom.Coupling.Measuring;

/// <summary>Makes a run's figures out of what the load generator and the mail server have written down.</summary>
internal sealed class StepCalculation(
    LoadPlan plan, long start, IReadOnlyList<RequestRecord> records, IReadOnlyList<(long Time, string Recipient)> mails)
{
    private static readonly long StuckTicks = 5 * Stopwatch.Frequency;

    /// <param name="step">From 0.</param>
    /// <param name="before">Taken when the measured time of the step began.</param>
    /// <param name="after">Taken when it ended.</param>
    public StepFigures Calculate(int step, ProcessorSample before, ProcessorSample after)
    {
        var from = start + Ticks(plan.MeasuredFrom(step));
        var to = start + Ticks(plan.MeasuredTo(step));
        var due = records.Where(record => record.Due >= from && record.Due < to).ToArray();
        var latencies = new Samples(due.Select(record => record.Milliseconds));
        var accepted = records.Count(record => record.IsSuccess && record.End >= from && record.End < to);
        return new StepFigures
        {
            Rate = plan.Rates[step],
            Due = due.Length,
            Succeeded = due.Count(record => record.IsSuccess),
            AcceptedPerSecond = accepted / plan.MeasuredSeconds,
            SentPerSecond = mails.Count(mail => mail.Time >= from && mail.Time < to) / plan.MeasuredSeconds,
            P50Ms = latencies.Percentile(0.5),
            P99Ms = latencies.Percentile(0.99),
            TimedOut = due.Count(record => record.Status is RequestRecord.TimedOut or RequestRecord.NotMade),
            Failed = due.Count(record => !record.IsSuccess
                && record.Status is not (RequestRecord.TimedOut or RequestRecord.NotMade)),
            Stuck = records.Count(record => record.Due < to - StuckTicks && record.End > to),
            Backlog = Math.Max(0, records.Count(record => record.IsSuccess && record.End < to) - mails.Count(mail => mail.Time < to)),
            Cores = after.CoresSince(before),
            OtherCores = after.OtherCoresSince(before),
        };
    }

    private static long Ticks(double seconds) => (long)(seconds * Stopwatch.Frequency);
}
