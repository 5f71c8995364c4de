namespace Pabal.Server.Commands;

/// <summary>Why a command can't be carried out.</summary>
internal sealed class CommandException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public static CommandException WrongUse(string message) => new(ExitCodes.WrongUse, message);

    public static CommandException Refused(string message) => new(ExitCodes.Refused, message);
}
