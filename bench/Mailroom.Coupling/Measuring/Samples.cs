namespace Mailroom.Coupling.Measuring;

/// <summary>Every value that was measured, so that no percentile is an estimate.</summary>
internal sealed class Samples
{
    private readonly double[] sorted;

    public Samples(IEnumerable<double> values) => sorted = [.. values.Order()];

    /// <summary>The smallest value that a share of all values does not exceed (nearest rank); NaN where there is none.</summary>
    public double Percentile(double share) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
}
