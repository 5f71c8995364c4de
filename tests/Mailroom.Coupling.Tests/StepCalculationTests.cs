using System.Diagnostics;
using Mailroom.Coupling.Load;
using Mailroom.Coupling.Measuring;

namespace Mailroom.Coupling.Tests;

public class StepCalculationTests
{
    private readonly LoadPlan plan = new([10], StartSeconds: 6, LeadSeconds: 0, MeasuredSeconds: 10);
    private readonly ProcessorSample sample = new(0, 0, new Dictionary<string, long>());

    [Fact]
    public void Calculate_OfAnswersErrorsAndTimeOuts_CountsEachAndTimesAll()
    {
        var from = plan.MeasuredFrom(0);
        RequestRecord[] records =
        [
            At(0, from - 1, 0.2, 202), At(1, from + 1, 0.1, 202), At(2, from + 2, 0.3, 202), At(3, from + 3, 1, 500),
            At(4, from + 4, 30, RequestRecord.TimedOut), At(5, from + 9, 30, RequestRecord.TimedOut),
        ];

        var step = new StepCalculation(plan, 0, records, [(Ticks(from + 2), "r1@example.test")]).Calculate(0, sample, sample);

        step.ShouldSatisfyAllConditions(
            () => step.Due.ShouldBe(5),
            () => step.Succeeded.ShouldBe(2),
            () => step.AcceptedPerSecond.ShouldBe(0.2),
            () => step.SentPerSecond.ShouldBe(0.1),
            () => step.P50Ms.ShouldBe(1000),
            () => step.P99Ms.ShouldBe(30_000),
            () => step.TimedOut.ShouldBe(2),
            () => step.Failed.ShouldBe(1),
            () => step.Stuck.ShouldBe(1),
            () => step.Backlog.ShouldBe(2));
    }

    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(0.99, 4)]
    [InlineData(0.25, 1)]
    public void Percentile_OfAFewValues_IsOneOfThem(double share, double expected) =>
        new Samples([4, 2, 3, 1]).Percentile(share).ShouldBe(expected);

    private static RequestRecord At(int number, double dueSeconds, double seconds, int status) =>
        new(number, Ticks(dueSeconds), Ticks(dueSeconds) + Ticks(seconds), status);

    private static long Ticks(double seconds) => (long)(seconds * Stopwatch.Frequency);
}
