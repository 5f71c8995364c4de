using Microsoft.Extensions.Configuration;

namespace Mailroom.Settings;

/// <summary>Where the configuration comes from; what comes later goes before what came earlier.</summary>
internal static class ConfigurationSources
{
    public static ConfigurationManager Read(string[] arguments)
    {
        var configuration = new ConfigurationManager();
        configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddJsonFile(Path.Combine(Environment.CurrentDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .AddEnvironmentVariables("MAILROOM_")
            .AddCommandLine(arguments);
        return configuration;
    }
}
