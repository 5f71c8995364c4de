using System.Text;
using Mailroom.Mail;
using Mailroom.Mailbox;

namespace Mailroom.Tests;

public class PostponementTests
{
    private readonly Postponement postponement = new();

    [Fact]
    public void Mail_ToLater_IsPostponedTwiceWhateverItsTrace()
    {
        Applies("later@x", "Received: by a\r\n\tat one\r\nSubject: x\r\n\r\nHello").ShouldBeTrue();
        Applies("later@x", "Received: by a\r\n\tat two\r\nReceived: by b\r\nSubject: x\r\n\r\nHello").ShouldBeTrue();
        Applies("LATER@x", "Return-Path: <>\r\nSubject: x\r\n\r\nHello").ShouldBeFalse();
    }

    [Fact]
    public void Mail_ToLaterOnly_IsPostponed()
    {
        Applies("ann@x", "Subject: x\r\n\r\n").ShouldBeFalse();
        Applies("collater@x", "Subject: x\r\n\r\n").ShouldBeFalse();
        Applies("later@x", "Received: and nothing else").ShouldBeTrue();
    }

    [Fact]
    public void Mails_ThatDiffer_ArePostponedEach()
    {
        for (var i = 0; i < 3000; i++)
            Applies("later@x", $"Subject: {i}\r\n\r\n").ShouldBeTrue();
    }

    private bool Applies(string to, string content) =>
        postponement.Applies(new MailEnvelope("from@x", [to]), Encoding.ASCII.GetBytes(content));
}
