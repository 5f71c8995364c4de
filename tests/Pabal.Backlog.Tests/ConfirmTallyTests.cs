using Pabal.Bench.Backlogs;
using Pabal.Wire.Amqp;

namespace Pabal.Backlog.Tests;

public class ConfirmTallyTests
{
    [Fact]
    public void Confirms_OutOfOrderAndMany_AreCountedUpToTheFirstThatIsMissing()
    {
        var tally = new ConfirmTally();

        tally.Add(new BasicAck(2, Multiple: false));
        tally.Complete.ShouldBe(0u);
        tally.Add(new BasicAck(1, Multiple: false));
        tally.Complete.ShouldBe(2u);
        tally.Add(new BasicAck(6, Multiple: false));
        tally.Add(new BasicAck(5, Multiple: true));

        tally.Complete.ShouldBe(6u);
    }
}
