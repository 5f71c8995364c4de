namespace Mailroom.Servers;

/// <summary>Where a <see cref="PostfixServer"/> listens on loopback.</summary>
/// <param name="Smtp">Clear, with STARTTLS; no login.</param>
/// <param name="Submission">Wants STARTTLS, then AUTH.</param>
/// <param name="Submissions">TLS from the start, then AUTH.</param>
public sealed record PostfixPorts(int Smtp, int Submission, int Submissions)
{
    internal static PostfixPorts FindFree() => new(LoopbackPort.FindFree(), LoopbackPort.FindFree(), LoopbackPort.FindFree());
}
