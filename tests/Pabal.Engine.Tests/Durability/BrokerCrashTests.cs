namespace Pabal.Engine.Tests.Durability;

/// <summary>
/// What was confirmed is there after any crash, once and in order, and what was settled is not; by seed. More of them than
/// usual run with PABAL_SEEDS=first-last.
/// </summary>
public class BrokerCrashTests
{
    private const int Rounds = 4;

    public static TheoryData<int, int> Ranges
    {
        get
        {
            var wanted = (Environment.GetEnvironmentVariable("PABAL_SEEDS") ?? "1-100").Split('-');
            var (first, last) = (int.Parse(wanted[0]), int.Parse(wanted[^1]));
            var ranges = new TheoryData<int, int>();
            for (; first <= last; first += 25)
                ranges.Add(first, Math.Min(last, first + 24));
            return ranges;
        }
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Open_AfterCrashesAtAnyMoment_HasWhatWasPromised(int first, int last)
    {
        for (var seed = first; seed <= last; seed++)
        {
            try
            {
                TestContext.Current.SendDiagnosticMessage("seed {0}", seed);
                new BrokerSimulation(seed).Run(Rounds);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}: {exception.Message}", exception);
            }
        }
    }
}
