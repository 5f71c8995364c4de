namespace Pabal.Bench.Scenarios;

/// <summary>What a figure, or the ratio of two, shall be.</summary>
internal sealed class Limit
{
    private readonly Func<double, bool> isMetBy;

    private Limit(string sign, double value, Func<double, bool> isMetBy)
    {
        Text = $"{sign} {value}";
        this.isMetBy = isMetBy;
    }

    /// <summary>As in the table.</summary>
    public string Text { get; }

    public static Limit AtLeast(double value) => new("≥", value, figure => figure >= value);

    public static Limit AtMost(double value) => new("≤", value, figure => figure <= value);

    public static Limit Below(double value) => new("<", value, figure => figure < value);

    public bool IsMetBy(double figure) => isMetBy(figure);
}
