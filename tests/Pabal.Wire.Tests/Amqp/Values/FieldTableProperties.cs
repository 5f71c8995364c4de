using FsCheck;
using FsCheck.Fluent;
using Pabal.Wire.Amqp;

namespace Pabal.Wire.Tests;

/// <summary>AMQP 0-9-1 §4.2.5.5, for any table, and for octets that are none.</summary>
public class FieldTableProperties
{
    // What a decoded octet may cost at most: a nested table of one empty field is the dearest.
    private const int BytesPerOctet = 100;

    [Fact]
    public void AnyTable_WrittenAndRead_IsEqual() =>
        Prop.ForAll(FieldTableGenerator.Tables, table =>
        {
            var encoded = TableOctets.Of(table);
            return new FieldTableView(encoded).IsWellFormed() && new AmqpReader(encoded).ReadTable().Equals(table);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void AnyField_LookedUpInTheView_IsTheTables() =>
        Prop.ForAll(FieldTableGenerator.Tables, table =>
        {
            var encoded = TableOctets.Of(table);
            return table.All(field =>
                new FieldTableView(encoded).TryGet(System.Text.Encoding.UTF8.GetBytes(field.Key), out var value)
                && value == field.Value);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void AnyText_FoundInTheView_IsTheTablesOwnOctets() =>
        Prop.ForAll(FieldTableGenerator.Tables, table =>
        {
            var encoded = TableOctets.Of(table);
            return !new FieldTableView(encoded).TryFind("no such name, nor any like it"u8, out _, out _) && table.All(field =>
                new FieldTableView(encoded).TryFind(System.Text.Encoding.UTF8.GetBytes(field.Key), out var type, out var octets)
                && type == field.Value.Type
                && (type is not (FieldType.LongString or FieldType.ByteArray) || octets.SequenceEqual(field.Value.AsBytes)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void AnyTable_CutShort_IsMalformed() =>
        Prop.ForAll(FieldTableGenerator.Tables, Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), (table, at) =>
        {
            var encoded = TableOctets.Of(table);
            return !IsReadable(encoded.AsSpan(0, at % encoded.Length));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void AnyTable_WithOneOctetChanged_IsATableOrMalformed() =>
        Prop.ForAll(FieldTableGenerator.Tables, Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), (table, random) =>
        {
            var encoded = TableOctets.Of(table);
            encoded[random % encoded.Length] = (byte)(random >> 20);
            return IsReadable(encoded) || true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void RandomOctets_AsATable_AreATableOrMalformed() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), octets =>
        {
            byte[] table = [0, 0, (byte)(octets.Length >> 8), (byte)octets.Length, .. octets];
            return IsReadable(table) || true;
        }).QuickCheckThrowOnFailure();

    // Fails by any other exception, by disagreeing with the view, or by allocating beyond what the octets explain.
    private static bool IsReadable(ReadOnlySpan<byte> octets)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var readable = TryRead(octets);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((BytesPerOctet * octets.Length) + (1 << 18));
        new FieldTableView(octets).IsWellFormed().ShouldBe(readable);
        return readable;
    }

    private static bool TryRead(ReadOnlySpan<byte> octets)
    {
        try
        {
            var reader = new AmqpReader(octets);
            reader.ReadTable();
            return reader.Remaining == 0;
        }
        catch (MalformedException)
        {
            return false;
        }
    }
}
