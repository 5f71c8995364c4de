using Mailroom.Coupling.Load;

namespace Mailroom.Coupling.Tests;

public class LoadPlanTests
{
    private readonly LoadPlan plan = new([10, 40], StartSeconds: 6, LeadSeconds: 1, MeasuredSeconds: 2);

    [Fact]
    public void Pauses_OfEachStep_MakeItsRate()
    {
        var due = new List<double>();
        for (var time = 0.0; time < plan.TotalSeconds; time += plan.PauseAt(time))
            due.Add(time);

        due.Count(time => time >= plan.MeasuredFrom(0) && time < plan.MeasuredTo(0)).ShouldBeInRange(19, 21);
        due.Count(time => time >= plan.MeasuredFrom(1) && time < plan.MeasuredTo(1)).ShouldBeInRange(79, 81);
    }

    [Fact]
    public void MeasuredTimes_OfAllSteps_AreEquallyLongAndFollowEachOther()
    {
        (plan.MeasuredTo(0) - plan.MeasuredFrom(0)).ShouldBe(2);
        (plan.MeasuredTo(1) - plan.MeasuredFrom(1)).ShouldBe(2);
        (plan.MeasuredFrom(1) - plan.MeasuredTo(0)).ShouldBe(1);
        plan.MeasuredTo(1).ShouldBe(plan.TotalSeconds);
    }

    [Fact]
    public void StandStill_AfterTwoStepsWithNextToNoAnswers_IsReported()
    {
        var steps = new LoadPlan([10, 11, 12, 13, 1], StartSeconds: 6, LeadSeconds: 0, MeasuredSeconds: 10);
        var standStill = new StandStill(steps);
        for (var i = 0; i < 10; i++)
            standStill.Count(steps.MeasuredFrom(0) + 1, isSuccess: true);
        for (var i = 0; i < 9; i++)
            standStill.Count(steps.MeasuredFrom(1) + 1, isSuccess: true);
        standStill.Count(steps.MeasuredFrom(2) + 1, isSuccess: true);

        standStill.HasLasted(steps.MeasuredFrom(2)).ShouldBeFalse();
        standStill.HasLasted(steps.MeasuredFrom(3)).ShouldBeTrue();
        standStill.HasLasted(steps.MeasuredFrom(4)).ShouldBeFalse();
    }

    [Fact]
    public void FallAt_AStep_LeavesOutTheHigherOnesAndKeepsThoseAfterThem() =>
        new LoadPlan([10, 20, 40, 80, 10, 5], 6, 1, 2).FallAt(2).Rates.ShouldBe([10, 20, 10, 5]);
}
