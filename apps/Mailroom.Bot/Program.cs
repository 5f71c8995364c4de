using Mailroom.Bot;
using Mailroom.Bot.Configuration;
using Microsoft.Extensions.Hosting;

try
{
    var builder = Host.CreateApplicationBuilder(args);
    builder.Services.AddMailroomBot(builder.Configuration);
    using var host = builder.Build();
    await host.RunAsync();
    return 0;
}
catch (InvalidSettingException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}
