using FsCheck;
using FsCheck.Fluent;
using Pabal.Engine.Durability;
using Pabal.Storage;

namespace Pabal.Engine.Tests.Durability;

public class ExtentListProperties
{
    private const int Numbers = 200;

    [Fact]
    public void AddAndSettle_InAnyOrder_FindEachMessageInItsFile()
    {
        var steps = Gen.Zip(Gen.Choose(0, 9), Gen.Choose(0, int.MaxValue)).ListOf();
        Prop.ForAll(steps.ToArbitrary(), sample => Agrees([.. sample])).Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(120));
    }

    [Fact]
    public void Add_OfNeighboursInOneFile_MakesOneExtent()
    {
        var list = new ExtentList();
        for (var i = 0; i < 100; i++)
            list.Add(Extent((ulong)i * 2, 2, 1, i * 100), new SettledMessages());

        list.Count.ShouldBe(1);
        list[0].Live.ShouldBe(200);
        (list[0].First, list[0].End, list[0].Length).ShouldBe((0ul, 200ul, 10_000));
    }

    [Fact]
    public void Add_OfWhatLiesTooFarAway_MakesAnother()
    {
        var list = new ExtentList();
        list.Add(Extent(0, 1, 1, 0), new SettledMessages());
        list.Add(Extent(1, 1, 1, 64 * 1024), new SettledMessages());
        list.Add(Extent(2, 1, 2, 64 * 1024), new SettledMessages());

        list.Count.ShouldBe(3);
    }

    // Where numbers between are not settled, another message may come there: it would be looked for in the wrong place.
    [Fact]
    public void Add_BehindNumbersThatAreNotSettled_LeavesThemOut()
    {
        var list = new ExtentList();
        list.Add(Extent(0, 5, 1, 0), new SettledMessages());
        list.Add(Extent(6, 5, 1, 100), new SettledMessages());

        list.Count.ShouldBe(2);
        list.Find(5).ShouldBe(1);
    }

    private static MessageExtent Extent(ulong first, int count, int file, long offset) => new()
    {
        First = first,
        End = first + (ulong)count,
        From = new LogPosition(file, offset),
        Length = 100,
        Live = count,
        LiveOctets = count * 10,
    };

    private static bool Agrees((int Kind, int Argument)[] steps)
    {
        var list = new ExtentList();
        var settled = new SettledMessages();
        // The file of each message that is in the list and not settled.
        var model = new SortedDictionary<ulong, int>();
        var free = Enumerable.Range(0, Numbers / 4).ToList();
        var offset = 0;
        foreach (var (kind, argument) in steps)
        {
            var random = new Random(argument);
            if (kind < 5 && free.Count > 0)
            {
                // Four numbers at a time, mostly nearly in order.
                var index = Math.Min(free.Count - 1, random.Next(4));
                Add(list, settled, model, (ulong)free[index] * 4, file: 1 + (free[index] / 20), offset += 100);
                free.RemoveAt(index);
            }
            else if (kind < 8)
            {
                SettleOne(list, settled, model, random);
            }
            else if (kind == 8)
            {
                MoveFile(list, settled, model, 1 + random.Next(3));
            }
            if (!IsSame(list, settled, model))
                return false;
        }
        return true;
    }

    private static void Add(ExtentList list, SettledMessages settled, SortedDictionary<ulong, int> model, ulong first, int file, int offset)
    {
        list.Add(Extent(first, 4, file, offset), settled);
        for (var number = first; number < first + 4; number++)
            model[number] = file;
    }

    private static void SettleOne(ExtentList list, SettledMessages settled, SortedDictionary<ulong, int> model, Random random)
    {
        if (model.Count == 0)
            return;
        var number = model.Keys.ElementAt(random.Next(model.Count));
        ref var extent = ref list[list.Find(number)];
        extent.Settle(1);
        settled.Settle(number, number + 1);
        model.Remove(number);
        if (extent.Live == 0)
            list.OnDead(1);
    }

    // What a compaction does: all of a file goes, and copies of it come in another.
    private static void MoveFile(ExtentList list, SettledMessages settled, SortedDictionary<ulong, int> model, int file)
    {
        list.RemoveAll(static (in MessageExtent extent, int number) => extent.From.File == number, file);
        var copies = new List<MessageExtent>();
        foreach (var (number, _) in model.Where(one => one.Value == file).ToArray())
        {
            copies.Add(Extent(number, 1, 50 + file, copies.Count * 100));
            model[number] = 50 + file;
        }
        list.AddAll(copies, settled);
    }

    private static bool IsSame(ExtentList list, SettledMessages settled, SortedDictionary<ulong, int> model)
    {
        foreach (var (number, file) in model)
        {
            var index = list.Find(number);
            if (index == list.Count || list[index].First > number || list[index].From.File != file)
                return false;
        }
        var live = 0;
        for (var i = 0; i < list.Count; i++)
        {
            live += list[i].Live;
            if (i > 0 && list[i].First < list[i - 1].End)
                return false;
            // Whatever is not settled within an extent is a message of it.
            for (var number = list[i].First; number < list[i].End; number++)
            {
                if (list[i].Live > 0 && !settled.IsSettled(number) && !model.ContainsKey(number))
                    return false;
            }
        }
        return live == model.Count;
    }
}
