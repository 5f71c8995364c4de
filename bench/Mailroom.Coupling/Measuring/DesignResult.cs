namespace Mailroom.Coupling.Measuring;

/// <summary>What was measured of one design.</summary>
/// <param name="Name">old or new.</param>
/// <param name="Steps">Those that were run: fewer than planned where it stood still.</param>
/// <param name="Outcome">What became of the mails.</param>
/// <param name="Commits">Transactions that the database committed for each accepted request; null where it can't tell.</param>
/// <param name="LogBytes">Octets that the database wrote to its log for each accepted request; null where it can't tell.</param>
/// <param name="SettleSeconds">From the end of the load until the last accepted mail was sent.</param>
internal sealed record DesignResult(
    string Name, IReadOnlyList<StepFigures> Steps, Outcome Outcome, double? Commits, double? LogBytes, double SettleSeconds)
{
    /// <summary>Whether it stood still, so that the load was raised no further.</summary>
    public required bool StoodStill { get; init; }

    /// <summary>The highest step up to which nearly every request was answered with success; null where the first was not.</summary>
    public StepFigures? LastHeld => Rising.TakeWhile(step => step.IsHeld).LastOrDefault();

    /// <summary>How many steps were run before the load was taken back.</summary>
    public int RisingSteps => Steps.Index().Skip(1).TakeWhile(step => step.Item.Rate >= Steps[step.Index - 1].Rate).Count() + 1;

    private IEnumerable<StepFigures> Rising => Steps.Take(RisingSteps);

    /// <summary>The first step in which it was not so; null where there is none.</summary>
    public StepFigures? FirstNotHeld => Rising.SkipWhile(step => step.IsHeld).FirstOrDefault();
}
