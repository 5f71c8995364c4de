namespace Pabal.Engine.Durability;

/// <summary>What the index of the log says of a message, together with others.</summary>
/// <param name="Octets">Of its record.</param>
/// <param name="BodyOctets">Of its body.</param>
/// <param name="Times">When it came, and when it expires.</param>
internal readonly record struct LoggedMessage(int Octets, int BodyOctets, MessageTimes Times);
