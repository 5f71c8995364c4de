namespace Mailroom.Coupling.Load;

/// <summary>
/// When which request is due: after a start for warming up, one step after the other, each at its own rate, first unmeasured and
/// then measured, without any rest between them.
/// </summary>
/// <param name="Rates">Requests a second, one for each step.</param>
/// <param name="LeadSeconds">Of a step that are not measured.</param>
/// <param name="MeasuredSeconds">Of a step that are.</param>
internal sealed record LoadPlan(IReadOnlyList<double> Rates, double LeadSeconds, double MeasuredSeconds)
{
    /// <summary>Before the first step, at its rate, for programs that compile while they run.</summary>
    public const double StartSeconds = 4;

    public double TotalSeconds => StartSeconds + (Rates.Count * (LeadSeconds + MeasuredSeconds));

    /// <summary>Seconds from the start until a step is measured.</summary>
    public double MeasuredFrom(int step) => StartSeconds + (step * (LeadSeconds + MeasuredSeconds)) + LeadSeconds;

    /// <summary>Seconds from the start until a step ends.</summary>
    public double MeasuredTo(int step) => MeasuredFrom(step) + MeasuredSeconds;

    /// <summary>The step that a moment belongs to; the start belongs to the first.</summary>
    public int StepAt(double seconds) =>
        (int)Math.Clamp((seconds - StartSeconds) / (LeadSeconds + MeasuredSeconds), 0, Rates.Count - 1);

    /// <summary>Seconds from the start at which each request is due.</summary>
    public IEnumerable<double> DueTimes()
    {
        for (var due = 0.0; due < TotalSeconds; due += 1 / Rates[StepAt(due)])
            yield return due;
    }
}
