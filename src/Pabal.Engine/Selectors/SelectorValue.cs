namespace Pabal.Engine.Selectors;

/// <summary>The value of an expression for one message; a text is a view of the message or the selector, in UTF-8.</summary>
internal readonly ref struct SelectorValue
{
    private readonly long bits;

    private SelectorValue(SelectorValueKind kind, long bits, ReadOnlySpan<byte> text)
    {
        Kind = kind;
        this.bits = bits;
        Text = text;
    }

    public SelectorValueKind Kind { get; }

    public ReadOnlySpan<byte> Text { get; }

    public bool IsNull => Kind == SelectorValueKind.Null;

    public bool IsNumber => Kind is SelectorValueKind.Integer or SelectorValueKind.Float;

    public static SelectorValue Null => default;

    /// <summary>Something that is there and is no value of a selector's language.</summary>
    public static SelectorValue Other => new(SelectorValueKind.Other, 0, default);

    public bool AsBoolean => bits != 0;

    public long AsInteger => bits;

    public double AsFloat => Kind == SelectorValueKind.Integer ? bits : BitConverter.Int64BitsToDouble(bits);

    public static SelectorValue Of(bool value) => new(SelectorValueKind.Boolean, value ? 1 : 0, default);

    /// <summary>Unknown is null.</summary>
    public static SelectorValue Of(bool? value) => value is { } known ? Of(known) : Null;

    public static SelectorValue Of(long value) => new(SelectorValueKind.Integer, value, default);

    public static SelectorValue Of(double value) => new(SelectorValueKind.Float, BitConverter.DoubleToInt64Bits(value), default);

    public static SelectorValue Of(ReadOnlySpan<byte> utf8) => new(SelectorValueKind.Text, 0, utf8);
}
