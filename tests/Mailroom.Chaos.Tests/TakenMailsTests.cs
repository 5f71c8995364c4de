using Mailroom.Chaos.Sink;

namespace Mailroom.Chaos.Tests;

public class TakenMailsTests
{
    [Fact]
    public void Line_CutOffByACrash_DoesNotCountNorSpoilTheNext()
    {
        var file = Path.GetTempFileName();
        using (var taken = new TakenMails(file))
            taken.Add("first");
        File.AppendAllText(file, "seco");

        using (var taken = new TakenMails(file))
        {
            taken.Add("first");
            taken.Add("third");
        }

        TakenMails.Read(file).ShouldBe(new Dictionary<string, int> { ["first"] = 2, ["third"] = 1 }, ignoreOrder: true);
        File.Delete(file);
    }
}
