namespace Mailroom.Coupling.Load;

/// <summary>
/// When which request is due: after a start for warming up, one step after the other, each at its own rate, first unmeasured and
/// then measured, without any rest between them.
/// </summary>
/// <param name="Rates">Requests a second, one for each step.</param>
/// <param name="StartSeconds">Before the first step, for programs that compile while they run.</param>
/// <param name="LeadSeconds">Of a step that are not measured.</param>
/// <param name="MeasuredSeconds">Of a step that are.</param>
internal sealed record LoadPlan(IReadOnlyList<double> Rates, double StartSeconds, double LeadSeconds, double MeasuredSeconds)
{
    // At first so few that a program that has just begun is not buried, and then enough to compile what is called often.
    private const double FirstRate = 10;
    private const double WarmRate = 40;

    public double TotalSeconds => StartSeconds + (Rates.Count * (LeadSeconds + MeasuredSeconds));

    /// <summary>Seconds from the start until a step is measured.</summary>
    public double MeasuredFrom(int step) => StartSeconds + (step * (LeadSeconds + MeasuredSeconds)) + LeadSeconds;

    /// <summary>Seconds from the start until a step ends.</summary>
    public double MeasuredTo(int step) => MeasuredFrom(step) + MeasuredSeconds;

    /// <summary>The step that a moment belongs to; the start belongs to the first.</summary>
    public int StepAt(double seconds) =>
        (int)Math.Clamp((seconds - StartSeconds) / (LeadSeconds + MeasuredSeconds), 0, Rates.Count - 1);

    /// <summary>Seconds until the next request, at a moment.</summary>
    public double PauseAt(double seconds) => 1 / RateAt(seconds);

    /// <summary>Whether steps with more load than before are followed by this one.</summary>
    public bool RisesAt(int step) => step > 0 && Rates[step] > Rates[step - 1];

    /// <summary>The same plan up to a step, and then at once those at its end that have less load than the highest.</summary>
    public LoadPlan FallAt(int step)
    {
        var highest = Rates.Index().MaxBy(rate => rate.Item).Index;
        return this with { Rates = [.. Rates.Take(step), .. Rates.Skip(Math.Max(step, highest + 1))] };
    }

    private double RateAt(double seconds)
    {
        if (seconds >= StartSeconds)
            return Rates[StepAt(seconds)];
        return seconds < StartSeconds / 3 ? FirstRate : Math.Min(WarmRate, 2 * Rates[0]);
    }
}
