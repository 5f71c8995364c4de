using Pabal.Engine;
using Pabal.Engine.Security;

namespace Pabal.Server.Definitions;

/// <summary>What is wrong with definitions, and what of them isn't taken as it is.</summary>
internal sealed class DefinitionsReport
{
    // Enough to see what is the matter; a hostile file must not fill memory with complaints.
    private const int MaxLines = 1000;

    private readonly List<string> problems = [];
    private readonly List<string> warnings = [];

    public IReadOnlyList<string> Problems => problems;

    public IReadOnlyList<string> Warnings => warnings;

    public void AddProblem(string path, string problem) => Add(problems, path, problem);

    public void AddWarning(string path, string warning) => Add(warnings, path, warning);

    /// <summary>Carries out what may be refused; a refusal is a problem of what stands at the path.</summary>
    public void Try(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is BrokerException or AdministrationException)
        {
            AddProblem(path, exception.Message);
        }
    }

    private static void Add(List<string> lines, string path, string text)
    {
        if (lines.Count < MaxLines)
            lines.Add($"{path}: {OneLine(text)}");
    }

    private static string OneLine(string text) => string.Join(
        ": ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
