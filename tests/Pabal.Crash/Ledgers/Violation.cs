namespace Pabal.Crash.Ledgers;

/// <summary>A promise that was not kept.</summary>
/// <param name="Kind">Which promise.</param>
/// <param name="Place">The queue or definition.</param>
/// <param name="Detail">The message and what is known of it.</param>
internal sealed record Violation(ViolationKind Kind, string Place, string Detail);
