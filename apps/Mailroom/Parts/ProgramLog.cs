using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Mailroom.Parts;

/// <summary>Where all parts log to: standard error, warnings and worse unless configured (Logging:LogLevel).</summary>
internal static class ProgramLog
{
    public static void Add(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.ClearProviders()
            .SetMinimumLevel(LogLevel.Warning)
            .AddConfiguration(configuration.GetSection("Logging"))
            .AddSimpleConsole(console => console.SingleLine = true);
        // On standard output is the page's address, for whoever started the program to read.
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
