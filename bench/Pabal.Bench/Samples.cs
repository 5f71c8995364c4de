namespace Pabal.Bench;

/// <summary>The same figure from several runs.</summary>
internal sealed class Samples
{
    private readonly double[] sorted;

    public Samples(IEnumerable<double> values) => sorted = [.. values.Order()];

    public double Median => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    public double Min => sorted[0];

    public double Max => sorted[^1];

    /// <summary>How far the runs lie apart, as a part of the median.</summary>
    public double Spread => Median == 0 ? 0 : (Max - Min) / Median;
}
