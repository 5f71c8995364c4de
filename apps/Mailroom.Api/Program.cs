using Mailroom.Api;
using Mailroom.Api.Settings;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.Services.AddMailroomApi(builder.Configuration);
    await using var app = builder.Build();
    app.MapMailroomApi();
    await app.RunAsync();
    return 0;
}
catch (ApiConfigurationException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}
