using System.Diagnostics;
using Mailroom.Coupling.Designs;

namespace Mailroom.Coupling.Reporting;

/// <summary>What the parts are that others made.</summary>
internal static class Versions
{
    public static string Database(CouplingOptions options)
    {
        if (options.UsesSqlite || PostgreSqlCluster.Program("postgres") is not { } program)
            return "SQLite";
        var start = new ProcessStartInfo(program, ["--version"]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        return process.StandardOutput.ReadLine() ?? "PostgreSQL";
    }
}
