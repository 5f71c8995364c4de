namespace Pabal.Bench.Reporting;

/// <summary>How a figure stands to its target.</summary>
internal enum Verdict
{
    /// <summary>There is no target, or what it is compared with was not measured.</summary>
    None,

    Met,

    Missed,

    /// <summary>A run was wrong: something was lost, out of order or left over, or it didn't run at all.</summary>
    Failed,
}
