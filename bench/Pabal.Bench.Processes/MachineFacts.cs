using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Pabal.Bench;

/// <summary>What the figures were measured on.</summary>
internal static class MachineFacts
{
    public static string Processor => FieldOf("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString();

    public static int Cores => Environment.ProcessorCount;

    public static double MemoryGib =>
        long.Parse(FieldOf("/proc/meminfo", "MemTotal")!.Split(' ')[0], CultureInfo.InvariantCulture) / 1024.0 / 1024.0;

    public static string Kernel => File.ReadAllText("/proc/sys/kernel/osrelease").Trim();

    public static string Runtime => RuntimeInformation.FrameworkDescription;

    /// <summary>The commit that was measured; null outside a clone.</summary>
    public static string? Commit
    {
        get
        {
            try
            {
                var start = new ProcessStartInfo("git", ["describe", "--always", "--dirty", "--match=-"])
                {
                    WorkingDirectory = Repository.Root,
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                };
                using var git = Process.Start(start)!;
                return git.StandardOutput.ReadLine();
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return null;
            }
        }
    }

    private static string? FieldOf(string file, string name) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
}
