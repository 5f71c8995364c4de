using System.Net;
using Mailroom.Bot.Receiving;
using Mailroom.Mail.Tests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mailroom.Bot.Tests.Running;

/// <summary>A bot in a host, configured as it would be for real.</summary>
internal sealed class RunningBot : IAsyncDisposable
{
    private readonly IHost host;

    private RunningBot(IHost host) => this.host = host;

    public IPEndPoint EndPoint => host.Services.GetRequiredService<ReceivingService>().EndPoint.ShouldNotBeNull();

    public static Task<RunningBot> StartAsync(string broker, string ledger, params (string Key, string Value)[] settings) =>
        StartAsync(broker, ledger, _ => { }, settings);

    public static async Task<RunningBot> StartAsync(
        string broker, string ledger, Action<IServiceCollection> configure, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Broker:Uri"] = broker,
            ["Bot:Ledger"] = ledger,
            ["Bot:Smtp:Host"] = "127.0.0.1",
            ["Bot:Smtp:Tls"] = "None",
            ["Bot:Retry:First"] = "00:00:00.1",
            ["Bot:Retry:MaxAttempts"] = "3",
        });
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)));
        builder.Services.AddMailroomBot(builder.Configuration);
        configure(builder.Services);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var built = builder.Build();
        await built.StartAsync().WithinAsync();
        return new RunningBot(built);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync().WithinAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}
