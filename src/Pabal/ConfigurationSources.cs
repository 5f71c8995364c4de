using Microsoft.Extensions.Configuration;

namespace Pabal;

/// <summary>Where the configuration comes from; what comes later goes before what came earlier.</summary>
internal static class ConfigurationSources
{
    public static void Add(IConfigurationBuilder configuration, string[] arguments) => configuration
        .SetBasePath(AppContext.BaseDirectory)
        .AddJsonFile("appsettings.json", optional: true)
        .AddJsonFile(Path.Combine(Environment.CurrentDirectory, "appsettings.json"), optional: true)
        .AddEnvironmentVariables("PABAL_")
        .AddCommandLine(arguments);
}
