using FsCheck;
using FsCheck.Fluent;
using Pabal.Engine.Durability;

namespace Pabal.Engine.Tests.Durability;

public class SettledMessagesProperties
{
    private const int Chunk = 4096;

    // Around the ends of chunks, within one, and far away.
    private static readonly Gen<int> numbers = Gen.OneOf(
        Gen.Choose(0, 200),
        Gen.Choose(Chunk - 3, Chunk + 3),
        Gen.Choose((2 * Chunk) - 3, (2 * Chunk) + 3),
        Gen.Choose(0, 5 * Chunk));

    [Fact]
    public void Settle_OfAnyRanges_AgreesWithASet()
    {
        var ranges = Gen.Zip(numbers, Gen.OneOf(Gen.Choose(0, 5), Gen.Choose(0, 2 * Chunk))).ListOf();
        Prop.ForAll(ranges.ToArbitrary(), sample => Agrees([.. sample]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(150).WithEndSize(25));
    }

    [Fact]
    public void Settle_FarAheadOfOneThatIsLeft_CountsWhatIsBetween()
    {
        var settled = new SettledMessages();
        settled.Settle(1, 10_000_001);

        settled.Lowest.ShouldBe(0ul);
        settled.IsSettled(0).ShouldBeFalse();
        settled.CountUnsettled(0, 10_000_002).ShouldBe(2);

        settled.Settle(0, 1);

        settled.Lowest.ShouldBe(10_000_001ul);
    }

    [Fact]
    public void Settle_OfAllUpToAHighNumber_ForgetsWhatIsBelow()
    {
        var settled = new SettledMessages();
        settled.Settle(3, 5);
        settled.Settle(ulong.MaxValue / 2, (ulong.MaxValue / 2) + 2);
        settled.Settle(0, ulong.MaxValue / 2);

        settled.Lowest.ShouldBe((ulong.MaxValue / 2) + 2);
        var ranges = new List<(ulong First, ulong End)>();
        settled.CopyTo(ranges);
        ranges.ShouldBeEmpty();
    }

    private static bool Agrees((int First, int Length)[] steps)
    {
        var settled = new SettledMessages();
        var model = new HashSet<int>();
        foreach (var (first, length) in steps)
        {
            settled.Settle((ulong)first, (ulong)(first + length));
            model.UnionWith(Enumerable.Range(first, length));
            if (!HasSameOf(settled, model, first, first + length + 7) || !HasSameOf(settled, model, 0, 8 * Chunk))
                return false;
        }
        return CopiesSame(settled, model);
    }

    private static bool HasSameOf(SettledMessages settled, HashSet<int> model, int first, int end)
    {
        var lowest = 0;
        while (model.Contains(lowest))
            lowest++;
        return settled.Lowest == (ulong)lowest
            && settled.IsSettled((ulong)first) == model.Contains(first)
            && settled.CountUnsettled((ulong)first, (ulong)end) == Enumerable.Range(first, end - first).Count(number => !model.Contains(number));
    }

    private static bool CopiesSame(SettledMessages settled, HashSet<int> model)
    {
        var ranges = new List<(ulong First, ulong End)>();
        settled.CopyTo(ranges);
        var copied = ranges.SelectMany(range => Enumerable.Range((int)range.First, (int)(range.End - range.First))).ToArray();
        // In order, each once, and no two that could be one.
        return copied.SequenceEqual(model.Where(number => (ulong)number > settled.Lowest).Order())
            && ranges.Zip(ranges.Skip(1)).All(pair => pair.First.End < pair.Second.First);
    }
}
