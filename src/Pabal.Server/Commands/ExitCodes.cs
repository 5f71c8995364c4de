namespace Pabal.Server.Commands;

/// <summary>How a command ends.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The broker or its data directory, or a file, can't be used.</summary>
    public const int Unusable = 1;

    /// <summary>The command is not written as it must be.</summary>
    public const int WrongUse = 2;

    /// <summary>The broker refuses what is asked for.</summary>
    public const int Refused = 3;
}
