using Mailroom.Coupling.Load;
using Mailroom.Coupling.Measuring;

namespace Mailroom.Coupling.Tests;

public class OutcomeTests
{
    [Fact]
    public void Count_OfEveryKindOfEnd_TellsThemApart()
    {
        RequestRecord[] records =
        [
            Answered(0, 202), Answered(1, 202), Answered(2, 202),
            Answered(3, 500), Answered(4, 500), Answered(5, RequestRecord.TimedOut),
        ];
        string[] sent = [Name(0), Name(2), Name(2), Name(4), Name(5)];

        var outcome = Outcome.Count(records, sent, new HashSet<string> { Name(0), Name(2), Name(5) });

        outcome.ShouldBe(new Outcome
        {
            Requests = 6,
            Accepted = 3,
            SentOnce = 1,
            Missing = 1,
            SentTwice = 1,
            AcceptedNotStored = 1,
            FailedUnsent = 1,
            FailedSentForgotten = 1,
            FailedSentStored = 1,
        });
    }

    private static RequestRecord Answered(int number, int status) => new(number, 0, 1, status);

    private static string Name(int number) => RequestRecord.RecipientOf(number);
}
