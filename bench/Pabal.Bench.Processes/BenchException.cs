namespace Pabal.Bench;

/// <summary>The benchmark can't be run here; the message is one line for the user.</summary>
internal sealed class BenchException(string message) : Exception(message);
