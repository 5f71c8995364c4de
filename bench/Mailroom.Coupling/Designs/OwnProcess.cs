using Pabal.Bench;
using Pabal.Bench.Processes;

namespace Mailroom.Coupling.Designs;

/// <summary>Starts the programs that take part.</summary>
internal static class OwnProcess
{
    public static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    // Debug beside debug: the folder that this was built into is called as the configuration.
    private static readonly string configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));

    /// <summary>Another part of this program.</summary>
    public static ChildProcess StartRole(string role, TemporaryFolder folder, IEnumerable<string> arguments) =>
        Start("Mailroom.Coupling", "Mailroom.Coupling", role, folder, [role, .. arguments]);

    /// <summary>A program of this checkout, as it was built with this one.</summary>
    /// <param name="project">Its project's name.</param>
    /// <param name="program">Its file's name.</param>
    /// <param name="role">Names the file that its output goes to.</param>
    /// <param name="folder">What it works in.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ChildProcess Start(
        string project, string program, string role, TemporaryFolder folder, IEnumerable<string> arguments)
    {
        var file = Repository.Path("artifacts", "bin", project, configuration, program);
        if (!File.Exists(file))
            throw new BenchException($"{file} is missing: run ./build first");
        return ChildProcess.Start(file, arguments, folder.Path, Environment(), folder[$"{role}.out"]);
    }

    private static Dictionary<string, string?> Environment() => new(StringComparer.Ordinal)
    {
        // As the templates of ASP.NET Core have it, which the parts of this program are not made from.
        ["DOTNET_gcServer"] = "1",
        ["Logging__LogLevel__Default"] = "Warning",
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["DOTNET_ENVIRONMENT"] = "Production",
        ["ASPNETCORE_URLS"] = null,
    };
}
