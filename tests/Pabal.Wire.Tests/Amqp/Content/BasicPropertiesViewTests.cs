using FsCheck;
using FsCheck.Fluent;
using Pabal.Wire.Amqp;

namespace Pabal.Wire.Tests;

/// <summary>AMQP 0-9-1 §4.2.6.1: the view agrees with the decoder, on anything.</summary>
public class BasicPropertiesViewTests
{
    // FsCheck draws which of the fourteen are there and what the headers hold.
    private static readonly Arbitrary<BasicProperties> Any =
        Gen.Zip(Gen.Choose(0, (1 << 14) - 1), FieldTableGenerator.Tables.Generator)
            .Select(drawn => Create((BasicPropertyFlags)(drawn.Item1 << 2), drawn.Item2))
            .ToArbitrary();

    [Fact]
    public void View_OfAnyProperties_AgreesWithTheDecoder() =>
        Prop.ForAll(Any, properties =>
        {
            var raw = properties.Encode();
            var view = new BasicPropertiesView(raw);
            BasicProperties.Decode(raw).Encode().ShouldBe(raw);
            view.TryValidate().ShouldBeTrue();
            view.Flags.ShouldBe(properties.Flags);
            view.DeliveryMode.ShouldBe(properties.DeliveryMode);
            view.Priority.ShouldBe(properties.Priority);
            Text(view.TryGetExpiration(out var text), text).ShouldBe(properties.Expiration);
            Text(view.TryGetUserId(out text), text).ShouldBe(properties.UserId);
            Text(view.TryGetReplyTo(out text), text).ShouldBe(properties.ReplyTo);
            Text(view.TryGetMessageId(out text), text).ShouldBe(properties.MessageId);
            Text(view.TryGetCorrelationId(out text), text).ShouldBe(properties.CorrelationId);
            view.HasHeader("a"u8).ShouldBe(properties.Headers?.TryGet("a", out _) ?? false);
            (view.TryGetHeaders(out var table) ? new AmqpReader(table).ReadTable() : null).ShouldBe(properties.Headers);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void View_OfPropertiesCutShort_RefusesAndNeverThrows() =>
        Prop.ForAll(Any, Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), (properties, at) =>
        {
            var raw = properties.Encode();
            var cut = raw.AsSpan(0, at % raw.Length);
            Look(cut).ShouldBeFalse();
            IsDecodable(cut).ShouldBeFalse();
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void View_OfRandomOctets_AcceptsWhatTheDecoderAccepts() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), raw =>
        {
            var valid = Look(raw);
            if (IsDecodable(raw))
                valid.ShouldBeTrue();
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void View_LookedAt_AllocatesNothing()
    {
        var raw = Create((BasicPropertyFlags)0xFFFC, new FieldTable()).Encode();
        Look(raw).ShouldBeTrue();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
            Look(raw);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static bool Look(ReadOnlySpan<byte> raw)
    {
        var view = new BasicPropertiesView(raw);
        _ = view.DeliveryMode;
        _ = view.Priority;
        view.TryGetExpiration(out _);
        view.TryFind(BasicPropertyFlags.ClusterId, out _);
        view.HasHeader("a"u8);
        return view.TryValidate();
    }

    private static bool IsDecodable(ReadOnlySpan<byte> raw)
    {
        try
        {
            BasicProperties.Decode(raw);
            return true;
        }
        catch (MalformedException)
        {
            return false;
        }
    }

    private static string? Text(bool found, ReadOnlySpan<byte> text) =>
        found ? System.Text.Encoding.UTF8.GetString(text) : null;

    private static BasicProperties Create(BasicPropertyFlags flags, FieldTable headers)
    {
        string? TextOf(BasicPropertyFlags flag) => flags.HasFlag(flag) ? $"text of {flag}" : null;
        return new()
        {
            ContentType = TextOf(BasicPropertyFlags.ContentType),
            ContentEncoding = TextOf(BasicPropertyFlags.ContentEncoding),
            Headers = flags.HasFlag(BasicPropertyFlags.Headers) ? headers : null,
            DeliveryMode = flags.HasFlag(BasicPropertyFlags.DeliveryMode) ? 2 : null,
            Priority = flags.HasFlag(BasicPropertyFlags.Priority) ? 9 : null,
            CorrelationId = TextOf(BasicPropertyFlags.CorrelationId),
            ReplyTo = TextOf(BasicPropertyFlags.ReplyTo),
            Expiration = TextOf(BasicPropertyFlags.Expiration),
            MessageId = TextOf(BasicPropertyFlags.MessageId),
            Timestamp = flags.HasFlag(BasicPropertyFlags.Timestamp) ? 1_700_000_000 : null,
            Type = TextOf(BasicPropertyFlags.Type),
            UserId = TextOf(BasicPropertyFlags.UserId),
            AppId = TextOf(BasicPropertyFlags.AppId),
            ClusterId = TextOf(BasicPropertyFlags.ClusterId),
        };
    }
}
