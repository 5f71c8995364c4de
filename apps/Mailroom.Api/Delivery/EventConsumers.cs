using Mailroom.Messaging;

namespace Mailroom.Api.Delivery;

/// <summary>Consumes what the bots tell, and what the broker has given up.</summary>
internal sealed class EventConsumers(ApiMessaging messaging, ResultHandler results, ReceivedHandler received, DeadLetterHandler dead)
    : BackgroundService
{
    // Many, because those that come together share a transaction.
    private const int ResultsAtATime = 64;

    // Few, because each may be as large as a mail can be.
    private const int MailsAtATime = 4;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken) => await Task.WhenAll(
        Task.Run(() => messaging.Consumer.RunAsync(Topology.Results, ResultsAtATime, results, stoppingToken), CancellationToken.None),
        Task.Run(() => messaging.Consumer.RunAsync(Topology.Received, MailsAtATime, received, stoppingToken), CancellationToken.None),
        Task.Run(() => messaging.Consumer.RunDeadLettersAsync(dead, stoppingToken), CancellationToken.None));
}
