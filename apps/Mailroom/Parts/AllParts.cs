using Mailroom.Api;
using Mailroom.Bot;
using Mailroom.Mailbox;
using Mailroom.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pabal.Server;

namespace Mailroom.Parts;

/// <summary>
/// The parts that run in this process: broker, local mailbox, API and bot, started in this order and stopped in the opposite one.
/// They meet by AMQP, SMTP and HTTP only, as they do in processes of their own.
/// </summary>
internal sealed partial class AllParts : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> running = new();
    // The first one never comes: without any part that can fail, none does.
    private readonly List<Task<string>> failures = [new TaskCompletionSource<string>().Task];
    private readonly IConfiguration configuration;
    private readonly ILoggerFactory loggers;
    private HostedPart? api;
    private HostedPart? bot;

    private AllParts(IConfiguration configuration)
    {
        this.configuration = configuration;
        loggers = LoggerFactory.Create(logging => ProgramLog.Add(logging, configuration));
    }

    /// <exception cref="InvalidOptionException">An option of the broker can't be used.</exception>
    /// <exception cref="IOException">The data directory or a port can't be had.</exception>
    public static async Task<AllParts> StartAsync(ProgramSettings settings, IConfiguration configuration)
    {
        var parts = new AllParts(configuration);
        try
        {
            // Before anything runs: a wrong value is refused, and leaves nothing behind.
            if (settings.RunsApi)
                parts.api = parts.BuildApi();
            if (settings.RunsBot)
                parts.bot = parts.BuildBot();
            if (settings.Broker is not null)
                await parts.StartBrokerAsync(settings);
            if (settings.Mailbox is not null)
                parts.running.Push(LocalMailbox.Start(settings.Mailbox, settings.Returns, parts.loggers));
            if (parts.api is not null)
                await parts.StartAsync("API", parts.api);
            if (parts.bot is not null)
                await parts.StartAsync("bot", parts.bot);
            return parts;
        }
        catch
        {
            await parts.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes, with the reason, when a part can't go on: then the whole program has to end.</summary>
    public async Task<string> WhenFailedAsync() => await await Task.WhenAny(failures);

    public async ValueTask DisposeAsync()
    {
        while (running.TryPop(out var part))
            await StopAsync(part);
        // Those that were never started.
        if (bot is not null)
            await StopAsync(bot);
        if (api is not null)
            await StopAsync(api);
        loggers.Dispose();
    }

    private async Task StopAsync(IAsyncDisposable part)
    {
        try
        {
            await part.DisposeAsync();
        }
#pragma warning disable CA1031 // Whatever keeps one part from stopping well, the others are to stop well all the same.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotStopped(loggers.CreateLogger<AllParts>(), exception);
        }
    }

    private async Task StartBrokerAsync(ProgramSettings settings)
    {
        var broker = await PabalBroker.StartAsync(
            options =>
            {
                options.Amqp.Address = settings.Broker!.Address.ToString();
                options.Amqp.Port = settings.Broker.Port;
                options.DataDirectory = Path.Combine(settings.DataDirectory, "broker");
            },
            loggers);
        running.Push(broker);
        failures.Add(ReasonAsync(broker.StorageFailed));

        static async Task<string> ReasonAsync(Task<Exception> failure) => $"the broker's storage has failed: {(await failure).Message}";
    }

    private HostedPart BuildApi()
    {
        var builder = WebApplication.CreateSlimBuilder();
        HostedPart.Prepare(builder, configuration);
        builder.Services.AddMailroomApi(builder.Configuration);
        var app = builder.Build();
        app.MapMailroomApi();
        return new HostedPart(app);
    }

    private HostedPart BuildBot()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        HostedPart.Prepare(builder, configuration);
        builder.Services.AddMailroomBot(builder.Configuration);
        return new HostedPart(builder.Build());
    }

    private async Task StartAsync(string name, HostedPart part)
    {
        running.Push(part);
        await part.StartAsync();
        failures.Add(ReasonAsync(part.WhenEnding(), name));

        static async Task<string> ReasonAsync(Task ending, string name)
        {
            await ending;
            return $"the {name} has ended";
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A part did not stop in good order")]
    private static partial void LogNotStopped(ILogger logger, Exception exception);
}
