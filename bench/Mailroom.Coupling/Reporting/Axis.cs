namespace Mailroom.Coupling.Reporting;

/// <summary>Where values stand between the bottom and the top of a panel.</summary>
/// <param name="Min">At the bottom; everything below stands there too.</param>
/// <param name="Max">At the top.</param>
/// <param name="IsLogarithmic">Each factor of ten is as high as the others.</param>
internal sealed record Axis(double Min, double Max, bool IsLogarithmic)
{
    /// <summary>From 0 at the bottom to 1 at the top.</summary>
    public double Place(double value)
    {
        var bounded = Math.Clamp(value, Min, Max);
        return IsLogarithmic ? Math.Log(bounded / Min) / Math.Log(Max / Min) : (bounded - Min) / (Max - Min);
    }

    /// <summary>Values that get a line and a label.</summary>
    public IEnumerable<double> Ticks()
    {
        if (IsLogarithmic)
        {
            for (var tick = Min; tick <= Max * 1.001; tick *= 10)
                yield return tick;
            yield break;
        }
        for (var i = 0; i <= 4; i++)
            yield return Min + ((Max - Min) * i / 4);
    }

    /// <summary>Of whole powers of ten around all values.</summary>
    public static Axis PowersOfTen(double min, IEnumerable<double> values)
    {
        var largest = values.Where(double.IsFinite).DefaultIfEmpty(min).Max();
        var max = min * 10;
        while (max < largest)
            max *= 10;
        return new Axis(min, max, IsLogarithmic: true);
    }

    /// <summary>From nothing to a round number above all values.</summary>
    public static Axis FromZero(IEnumerable<double> values)
    {
        var largest = values.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        var step = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(largest, 4))));
        return new Axis(0, Math.Max(4, Math.Ceiling(largest / step) * step), IsLogarithmic: false);
    }
}
