namespace Mailroom.Chaos.Ledgers;

/// <summary>A promise that was not kept.</summary>
/// <param name="Kind">Which promise.</param>
/// <param name="Subject">Of the mail.</param>
/// <param name="Detail">What is known of it.</param>
internal sealed record Violation(ViolationKind Kind, string Subject, string Detail);
