namespace Pabal.Server.Control;

/// <summary>What became of a command.</summary>
/// <param name="ExitCode">One of <see cref="Commands.ExitCodes"/>.</param>
/// <param name="Output">What was asked for.</param>
/// <param name="Errors">What went wrong, or should be known beside it.</param>
internal sealed record ControlReply(int ExitCode, string Output, string Errors);
