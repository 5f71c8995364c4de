using FsCheck;
using FsCheck.Fluent;
using Pabal.Engine.Durability;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Durability;

public class RecordProperties
{
    [Fact]
    public void Numbers_OfAnySize_ComeBack() =>
        Prop.ForAll<ulong[]>(numbers =>
        {
            var record = new RecordBuffer();
            ulong[] all = [.. numbers, 0, 0x7F, 0x80, uint.MaxValue, ulong.MaxValue];
            foreach (var number in all)
                record.WriteNumber(number);
            var reader = new RecordReader(record.Octets);
            foreach (var number in all)
            {
                if (reader.ReadNumber() != number)
                    return false;
            }
            return reader.IsAtEnd;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void TextsTablesAndOctets_Mixed_ComeBack()
    {
        var record = new RecordBuffer();
        var table = new FieldTable();
        table.Set("x-queue-type", FieldValue.String("quorum"));
        for (var i = 0; i < 50; i++)
        {
            record.WriteText(new string('ü', i * 7));
            record.WriteTable(table);
            record.Write((byte)i);
            record.Write([1, 2, 3]);
        }

        var reader = new RecordReader(record.Octets);
        for (var i = 0; i < 50; i++)
        {
            reader.ReadText().ShouldBe(new string('ü', i * 7));
            reader.ReadTable().TryGet("x-queue-type", out var type).ShouldBeTrue();
            type.AsString.ShouldBe("quorum");
            reader.ReadOctet().ShouldBe((byte)i);
            reader.Take(3).ToArray().ShouldBe([1, 2, 3]);
        }
        reader.IsAtEnd.ShouldBeTrue();
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    public void ReadCount_OfWhatIsNone_Throws(byte[] octets) =>
        Should.Throw<InvalidDataException>(() => new RecordReader(octets).ReadCount());

    [Fact]
    public void SettledRanges_InAnyOrder_ComeBack() =>
        Prop.ForAll<(uint First, ushort Length)[]>(sample =>
        {
            var ranges = Array.ConvertAll(sample, one => ((ulong)one.First, (ulong)one.First + one.Length)).ToList();
            var record = new RecordBuffer();
            SettledRecord.Write(record, 7, ranges);
            SettledRecord.Write(record, long.MaxValue, [(ulong.MaxValue - 1, ulong.MaxValue), (0, 1)]);
            var receiver = new RangeRecorder();
            var reader = new RecordReader(record.Octets);
            SettledRecord.Read(ref reader, receiver);
            var expected = ranges.ConvertAll(range => (7L, range.Item1, range.Item2));
            expected.AddRange([(long.MaxValue, ulong.MaxValue - 1, ulong.MaxValue), (long.MaxValue, 0ul, 1ul)]);
            return receiver.Ranges.SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    private sealed class RangeRecorder : IRangeReceiver
    {
        public List<(long Queue, ulong First, ulong End)> Ranges { get; } = [];

        public void OnSettled(long queueId, ulong first, ulong end) => Ranges.Add((queueId, first, end));
    }
}
