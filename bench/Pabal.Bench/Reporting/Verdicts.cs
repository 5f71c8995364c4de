namespace Pabal.Bench.Reporting;

/// <summary>Makes verdicts, and words for them.</summary>
internal static class Verdicts
{
    public static Verdict Of(bool met) => met ? Verdict.Met : Verdict.Missed;

    /// <summary>The worse of two.</summary>
    public static Verdict Worse(Verdict one, Verdict other) => one > other ? one : other;

    public static string Text(Verdict verdict) => verdict switch
    {
        Verdict.Met => "met",
        Verdict.Missed => "**missed**",
        Verdict.Failed => "**FAILED**",
        _ => "–",
    };
}
