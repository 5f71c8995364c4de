using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Pabal;
using Pabal.Server;
using Pabal.Storage;

if (args is [LogCommand.Name, .. var rest])
    return LogCommand.Run(rest, Console.Out, Console.Error);

if (args is [var word, ..] && AdministrationCommand.IsName(word))
    return await AdministrationCommand.RunAsync(args);

// Input is handled on the thread that waits for it, which spares a thread switch (docs/decisions/0002). The runtime reads
// this when the first socket is made.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = args });
ConfigurationSources.Add(builder.Configuration, args);
builder.Logging
    .AddFilter("Microsoft", LogLevel.Warning)
    .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
    .AddConfiguration(builder.Configuration.GetSection("Logging"))
    .AddSimpleConsole(console => console.SingleLine = true);
// On standard output is where it listens, for whoever started it to read.
builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

try
{
    builder.Services.AddPabal(ConfigurationReader.Read(builder.Configuration));
    using var host = builder.Build();
    await host.StartAsync();
    var broker = host.Services.GetRequiredService<PabalService>().Broker;
    Console.WriteLine($"Pabal listens on {broker.AmqpUri}");
    if (broker.AmqpsUri is { } amqps)
        Console.WriteLine($"Pabal listens on {amqps}");
    await host.WaitForShutdownAsync();
    if (!broker.StorageFailed.IsCompleted)
        return 0;
    Console.Error.WriteLine($"pabal: the storage has failed: {(await broker.StorageFailed).Message}");
    return 5;
}
catch (InvalidOptionException exception)
{
    Console.Error.WriteLine($"pabal: {exception.Message}");
    return 2;
}
catch (Exception exception) when (exception is LogDamageException or LogFormatException)
{
    Console.Error.WriteLine($"pabal: the log can't be used: {exception.Message}");
    return 4;
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"pabal: the data directory can't be used (DataDirectory): {exception.Message}");
    return 1;
}
catch (SocketException exception)
{
    Console.Error.WriteLine($"pabal: can't listen as configured (Amqp:Address, Amqp:Port, Amqp:Tls:Address, Amqp:Tls:Port): {exception.Message}");
    return 1;
}
