using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Mailroom.Mail.Receiving;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;

namespace Mailroom.Bot.Receiving;

/// <summary>Passes received mail on to the API.</summary>
/// <param name="source">Where from, as configured.</param>
/// <param name="stored">
/// With it, a mail counts as taken when the API has stored it; without it, when the broker has.
/// </param>
/// <param name="storedTimeout">How long the API may take.</param>
/// <param name="publisher">To the broker.</param>
/// <param name="time">For the events.</param>
internal sealed class ReceivedMailPublisher(
    string source, StoredSignals? stored, TimeSpan storedTimeout, IEventPublisher publisher, TimeProvider time) : IMailHandler
{
    private static readonly ActivitySource traces = new(EventConsumer.TraceSource);

    /// <inheritdoc/>
    public async Task<MailVerdict> HandleAsync(ReceivedMail mail, CancellationToken cancellation)
    {
        using var activity = traces.StartActivity("mail.receive", ActivityKind.Producer);
        // A mail that is fetched again has the id it had before; one that is delivered again is another mail.
        var octets = await mail.ReadAllAsync(cancellation);
        var id = stored is null ? Guid.CreateVersion7().ToString("N") : IdOf(source, mail.SourceId, octets);
        var content = new MailReceived
        {
            Id = id,
            CorrelationId = id,
            Time = time.GetUtcNow(),
            Source = source,
            ReceivedAt = mail.ReceivedAt,
            EnvelopeFrom = mail.Envelope?.From,
            EnvelopeTo = mail.Envelope?.Recipients ?? [],
            Content = octets,
        };
        try
        {
            if (stored is null)
                await publisher.PublishAsync(content, cancellation);
            else
                await PublishUntilStoredAsync(content, stored, cancellation);
            return MailVerdict.Stored;
        }
        catch (EventTooLargeException)
        {
            return MailVerdict.TooLarge("The mail is larger than can be passed on");
        }
        catch (BrokerUnavailableException)
        {
            return MailVerdict.TryLater("The mail can't be passed on now");
        }
        catch (TimeoutException)
        {
            return MailVerdict.TryLater("The mail has been passed on and is not stored yet");
        }
    }

    private async Task PublishUntilStoredAsync(MailReceived content, StoredSignals signals, CancellationToken cancellation)
    {
        // Published before that, its answer could come while nobody hears it.
        await signals.Listening.WaitAsync(storedTimeout, time, cancellation);
        // While the API is away, the same mail comes round again and again: the broker has it already.
        if (!signals.TryFind(content.Id, out var isStored))
        {
            isStored = signals.Expect(content.Id);
            try
            {
                await publisher.PublishAsync(content, cancellation);
            }
            catch
            {
                signals.Forget(content.Id);
                throw;
            }
        }
        await isStored.WaitAsync(storedTimeout, time, cancellation);
        signals.Forget(content.Id);
    }

    // With its content, because a mailbox that is made anew may name another mail as it named this one, where its server gives
    // UIDVALIDITY carelessly (RFC 9051, 2.3.1.1): that mail would count as stored.
    internal static string IdOf(string source, string sourceId, byte[] octets)
    {
        var name = $"{source}\n{sourceId}\n{Convert.ToHexStringLower(SHA256.HashData(octets))}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
    }
}
