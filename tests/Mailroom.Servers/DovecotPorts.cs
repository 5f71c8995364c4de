namespace Mailroom.Servers;

/// <summary>Where a <see cref="DovecotServer"/> listens on loopback.</summary>
/// <param name="Imap">Clear, with STARTTLS.</param>
/// <param name="Imaps">TLS from the start.</param>
/// <param name="Sasl">Checks passwords for Postfix.</param>
public sealed record DovecotPorts(int Imap, int Imaps, int Sasl)
{
    internal static DovecotPorts FindFree() => new(LoopbackPort.FindFree(), LoopbackPort.FindFree(), LoopbackPort.FindFree());
}
