namespace Mailroom.Coupling.Load;

/// <summary>Tells when a server has done next to nothing of what it was asked for during two steps in a row.</summary>
/// <remarks>Counted from many threads under the generator's gate; asked from one, which may see a count a moment later.</remarks>
internal sealed class StandStill(LoadPlan plan)
{
    private const double Share = 0.1;
    private const int StepsInARow = 2;

    private readonly int[] done = new int[plan.Rates.Count];

    /// <summary>Counts a request by the step in which its answer came.</summary>
    public void Count(double seconds, bool isSuccess)
    {
        if (isSuccess && seconds >= plan.StartSeconds && seconds < plan.TotalSeconds)
            done[plan.StepAt(seconds)]++;
    }

    /// <summary>Whether the steps before this moment are reason enough not to raise the load any further.</summary>
    public bool HasLasted(double seconds)
    {
        var step = plan.StepAt(seconds);
        // Less load than before may bring it back to life, which is worth seeing.
        if (step < StepsInARow || !plan.RisesAt(step))
            return false;
        for (var i = step - StepsInARow; i < step; i++)
        {
            if (done[i] >= Share * plan.Rates[i] * (plan.LeadSeconds + plan.MeasuredSeconds))
                return false;
        }
        return true;
    }
}
