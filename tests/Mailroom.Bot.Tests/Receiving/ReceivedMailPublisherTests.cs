using Mailroom.Bot.Receiving;
using Mailroom.Bot.Tests.Running;
using Mailroom.Bot.Tests.Sending;
using Mailroom.Mail;
using Mailroom.Mail.Receiving;
using Mailroom.Mail.Sending;
using Mailroom.Mail.Tests;
using Mailroom.Messaging.Events;

namespace Mailroom.Bot.Tests.Receiving;

public class ReceivedMailPublisherTests
{
    private static readonly TimeSpan timeout = TimeSpan.FromMinutes(1);

    private readonly ManualTime time = new();
    private readonly RecordingPublisher broker = new();
    private readonly StoredSignals signals;
    private readonly ReceivedMailPublisher publisher;

    public ReceivedMailPublisherTests()
    {
        signals = new StoredSignals(time, 2 * timeout);
        publisher = new ReceivedMailPublisher("inbox", signals, timeout, broker, time);
        signals.SetListening(true);
    }

    [Fact]
    public Task Mail_IsPassedOnAndTakenWhenItIsStored() => WithMailAsync(async mail =>
    {
        var handling = publisher.HandleAsync(mail, default);
        await Waiting.UntilAsync(() => broker.Events.Count == 1);
        handling.IsCompleted.ShouldBeFalse();

        await TellStoredAsync();

        (await handling.WithinAsync()).ShouldBe(MailVerdict.Stored);
    });

    [Fact]
    public Task Mail_ThatIsNotStoredInTime_IsNotPassedOnAgain_AndTakenWhenItWasStoredMeanwhile() => WithMailAsync(async mail =>
    {
        await TimeOutAsync(mail);
        await TimeOutAsync(mail);
        broker.Events.Count.ShouldBe(1);

        await TellStoredAsync();

        (await publisher.HandleAsync(mail, default).WithinAsync()).ShouldBe(MailVerdict.Stored);
        broker.Events.Count.ShouldBe(1);
    });

    [Fact]
    public Task Mail_IsPassedOnAgain_AfterItsAnswerCanHaveBeenMissed() => WithMailAsync(async mail =>
    {
        await TimeOutAsync(mail);
        signals.SetListening(false);
        signals.SetListening(true);
        await TimeOutAsync(mail);
        broker.Events.Count.ShouldBe(2);

        time.Advance(TimeSpan.FromHours(2));
        await TimeOutAsync(mail);

        broker.Events.Select(content => content.Id).Distinct().Count().ShouldBe(1);
        broker.Events.Count.ShouldBe(3);
    });

    [Fact]
    public Task Mail_ThatTheBrokerMayNotHave_IsPassedOnAgain() => WithMailAsync(async mail =>
    {
        broker.Before = _ => throw new Messaging.BrokerUnavailableException("gone");
        (await publisher.HandleAsync(mail, default).WithinAsync()).Disposition.ShouldBe(MailDisposition.TryLater);
        broker.Before = _ => Task.CompletedTask;

        await TimeOutAsync(mail);

        broker.Events.Count.ShouldBe(1);
    });

    [Fact]
    public void Id_IsThatOfTheMail_AndNotOfItsPlace()
    {
        var id = ReceivedMailPublisher.IdOf("inbox", "imap://u@h/INBOX;UIDVALIDITY=1/;UID=1", "one"u8.ToArray());

        ReceivedMailPublisher.IdOf("inbox", "imap://u@h/INBOX;UIDVALIDITY=1/;UID=1", "one"u8.ToArray()).ShouldBe(id);
        ReceivedMailPublisher.IdOf("inbox", "imap://u@h/INBOX;UIDVALIDITY=1/;UID=1", "two"u8.ToArray()).ShouldNotBe(id);
        ReceivedMailPublisher.IdOf("inbox", "imap://u@h/INBOX;UIDVALIDITY=1/;UID=2", "one"u8.ToArray()).ShouldNotBe(id);
    }

    private Task TellStoredAsync() => signals.HandleAsync(
        new MailStored { Id = "stored", CorrelationId = broker.Events[0].Id, Time = time.GetUtcNow() }, default);

    private async Task TimeOutAsync(ReceivedMail mail)
    {
        var handling = publisher.HandleAsync(mail, default);
        await Waiting.UntilAsync(() => time.Armed > 0);
        time.Advance(timeout);
        (await handling.WithinAsync()).Disposition.ShouldBe(MailDisposition.TryLater);
    }

    // Mails can't be made: this one comes in by SMTP.
    private static async Task WithMailAsync(Func<ReceivedMail, Task> test)
    {
        await using var server = new MailServer();
        Exception? failure = null;
        server.Handler.Decide = async (mail, _) =>
        {
            failure = await Record.ExceptionAsync(() => test(mail));
            return MailVerdict.Stored;
        };
        await using var sender = new MailKitSender(new SmtpSenderOptions
        {
            Server = new MailServerOptions { Host = "127.0.0.1", Port = int.Parse(server.Port, null), Tls = TlsMode.None },
        });
        var command = TestBot.Command();
        await sender.SendAsync(new OutgoingMail(new MailEnvelope(command.From, command.Recipients), command.Content), default).WithinAsync();
        if (failure is not null)
            throw new InvalidOperationException(failure.Message, failure);
        server.Handler.Stored.Count.ShouldBe(1);
    }
}
