namespace Pabal.Bench.Load;

/// <summary>One run of the load tool.</summary>
/// <param name="Result">Null when the tool could not run.</param>
/// <param name="Failure">Why the run doesn't count; null when it does.</param>
/// <param name="WasQuiet">The machine was idle before it.</param>
/// <param name="Repeats">Runs before it that others disturbed.</param>
internal sealed record LoadRun(LoadResult? Result, string? Failure, bool WasQuiet, int Repeats)
{
    /// <exception cref="BenchException">The run doesn't count.</exception>
    public LoadResult Counted => Failure is null ? Result! : throw new BenchException(Failure);
}
