namespace Pabal.Wire.Amqp;

/// <summary>
/// The octets of a complete frame do not decode. The connection that sent them is closed: with 502 SYNTAX_ERROR for
/// a method or content header, with 501 FRAME_ERROR for a frame.
/// </summary>
public sealed class MalformedException(string message) : Exception(message);
