using Mailroom.Api.Messages;
using Mailroom.Api.Settings;
using Mailroom.Mail;

namespace Mailroom.Api.Tests.Messages;

public class RulesTests
{
    [Fact]
    public void ListThatIsTooLong_IsNotComplainedOfItemByItem()
    {
        var rules = new MessageRules(new ApiOptions { Keys = [], MaxRecipients = 2, MaxAttachments = 2, MaxHeaders = 2 });
        var errors = new FieldErrors();

        rules.Check(
            new NewMessage
            {
                From = new MailAddress(null, "a@b.test"),
                To = new MailAddress[1000],
                ReplyTo = new MailAddress[1000],
                Attachments = new NewAttachment[1000],
                Headers = Enumerable.Range(0, 1000).ToDictionary(i => $"X-{i}", _ => (string)null!),
            },
            DateTimeOffset.UnixEpoch,
            errors);

        errors.ToDictionary().Keys.ShouldBe(
            ["to", "replyTo", "attachments", "headers", "to[0]", "to[1]", "replyTo[0]", "replyTo[1]", "attachments[0].content",
                "attachments[1].content", "headers.X-0", "headers.X-1"],
            ignoreOrder: true);
    }
}
