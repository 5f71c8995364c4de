using Microsoft.Extensions.Logging;
using Pabal.Engine;

namespace Pabal.Server.Definitions;

/// <summary>The definitions that a broker starts with.</summary>
internal static partial class DefinitionsFile
{
    private const string Key = "Definitions:Load";

    /// <exception cref="InvalidOptionException">The file can't be read, or something is wrong with it.</exception>
    public static void Load(string path, Broker broker, ILogger logger)
    {
        try
        {
            var result = BrokerDefinitions.Import(broker, File.ReadAllBytes(path), null, out _);
            LogLoaded(logger, path, result.Count);
            foreach (var warning in result.Warnings)
                LogWarning(logger, path, warning);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOptionException(Key, path, exception.Message);
        }
        catch (DefinitionsException exception)
        {
            foreach (var problem in exception.Problems)
                LogProblem(logger, path, problem);
            throw new InvalidOptionException(Key, path, exception.Problems[0]);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded {Path}: {Count} definitions")]
    private static partial void LogLoaded(ILogger logger, string path, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}: {Warning}")]
    private static partial void LogWarning(ILogger logger, string path, string warning);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path}: {Problem}")]
    private static partial void LogProblem(ILogger logger, string path, string problem);
}
