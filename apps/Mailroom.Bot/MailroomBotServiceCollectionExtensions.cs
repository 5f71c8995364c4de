using Mailroom.Bot.Configuration;
using Mailroom.Bot.Ledgers;
using Mailroom.Bot.Receiving;
using Mailroom.Bot.Sending;
using Mailroom.Mail.Sending;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mailroom.Bot;

/// <summary>Runs the email bot in a host.</summary>
public static class MailroomBotServiceCollectionExtensions
{
    /// <summary>
    /// Adds the bot, configured by the sections Broker and Bot. An <see cref="IMailSender"/> or <see cref="TimeProvider"/> that is there
    /// already is used.
    /// </summary>
    /// <exception cref="InvalidSettingException">Something in the configuration can't be used.</exception>
    public static IServiceCollection AddMailroomBot(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = BotSettings.Read(configuration);
        services.AddSingleton(options);
        services.AddSingleton(new BotIdentity(options.Name, Guid.CreateVersion7().ToString("N")));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<BotBroker>();
        services.AddSingleton<ILedgerDatabase>(_ =>
            options.IsLedgerShared ? new PostgresLedgerDatabase(options.Ledger) : new SqliteLedgerDatabase(options.Ledger));
        services.TryAddSingleton<IMailSender>(provider => new MailKitSender(
            options.Smtp, provider.GetRequiredService<TimeProvider>(), provider.GetService<ILogger<MailKitSender>>()));
        AddSending(services, options);
        services.AddHostedService<SendingService>();
        services.AddHostedService<LedgerCleanup>();
        services.AddSingleton<ReceivingService>();
        services.AddHostedService(provider => provider.GetRequiredService<ReceivingService>());
        services.PostConfigure<HostOptions>(host =>
        {
            if (host.ShutdownTimeout < options.StopTimeout)
                host.ShutdownTimeout = options.StopTimeout;
        });
        return services;
    }

    private static void AddSending(IServiceCollection services, BotOptions options)
    {
        services.AddSingleton<AttemptLedger>();
        services.AddSingleton<OpenAttempts>();
        services.AddSingleton<AttemptRecorder>();
        services.AddSingleton(provider => new AttemptRules(
            options.Retry, options.Uncertain, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new OutcomePublisher(
            provider.GetRequiredService<BotBroker>().Publisher, options.Retry, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SendHandler>(provider, options.UncertainAfter));
        services.AddSingleton<CancelHandler>();
        services.AddSingleton<Recovery>();
    }
}
