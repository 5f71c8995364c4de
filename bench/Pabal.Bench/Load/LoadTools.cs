using Pabal.Bench.Processes;

namespace Pabal.Bench.Load;

/// <summary>Finds the sources of the load tools, and builds them in the folder for what is built.</summary>
internal static class LoadTools
{
    private static readonly string[] Needed = ["amqpload", "sinkd"];
    private static readonly TimeSpan BuildTimeout = TimeSpan.FromMinutes(2);

    /// <param name="given">Where the sources are; null for the usual places.</param>
    /// <returns>The folder that the programs are in.</returns>
    /// <exception cref="BenchException">There are no sources, or they can't be built.</exception>
    public static async Task<string> BuildAsync(string? given)
    {
        var sources = Path.GetFullPath(
            given ?? Environment.GetEnvironmentVariable("PABAL_LOAD") ?? Path.Combine("..", "shared", "load"), Repository.Root);
        if (!File.Exists(Path.Combine(sources, "Makefile")))
            throw new BenchException($"the load tools are not in {sources} (--load DIR or PABAL_LOAD says where they are)");
        var target = Repository.Path("artifacts", "load");
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(sources))
            CopyIfNewer(file, Path.Combine(target, Path.GetFileName(file)));
        await MakeAsync(target);
        return target;
    }

    private static void CopyIfNewer(string source, string target)
    {
        if (!File.Exists(target) || File.GetLastWriteTimeUtc(source) > File.GetLastWriteTimeUtc(target))
            File.Copy(source, target, overwrite: true);
    }

    private static async Task MakeAsync(string folder)
    {
        ChildProcess make;
        try
        {
            make = ChildProcess.Start("make", Needed, folder);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new BenchException("make is not installed: the load tools need it and a C compiler");
        }
        await using (make)
        {
            await make.WaitForExitAsync(BuildTimeout);
            if (!Needed.All(name => File.Exists(Path.Combine(folder, name))) || make.ExitCode != 0)
            {
                throw new BenchException(
                    $"the load tools could not be built in {folder} (is a C compiler installed?): {make.LastOutput}");
            }
        }
    }
}
