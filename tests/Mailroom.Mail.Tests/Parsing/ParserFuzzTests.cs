using System.Diagnostics;
using System.Text;
using Mailroom.Mail.Parsing;

namespace Mailroom.Mail.Tests.Parsing;

/// <summary>Mutated mails. The seed in a failure's text repeats its round.</summary>
public class ParserFuzzTests
{
    private static readonly string[] Fragments =
    [
        "\r\n", "\n", "\r", "\r\n\r\n", "\0", ":", ";", "\"", "\\", "(", ")", "<", ">", "@", ",", "=?utf-8?B?", "=?x?q?", "?=", "=\r\n", "=C3",
        "--", "--outer", "--inner--", "boundary=", "boundary*0*=", "charset=iso-2022-jp", "charset=utf-16", "charset=utf-7", "\u001b$B",
        "Content-Type: multipart/mixed; boundary=b\r\n", "Content-Type: message/rfc822\r\n", "Content-Type: message/delivery-status\r\n",
        "Content-Type: text/rfc822-headers\r\n", "Content-Type: application/ms-tnef\r\n", "Content-Transfer-Encoding: base64\r\n",
        "Content-Transfer-Encoding: x-uuencode\r\nbegin 644 a\r\n", "From: ", "To: a:b:c;", "Date: ", "References: <", "\u00ff\u00fe", " ", "\t",
    ];

    private static TimeSpan Budget { get; } = TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("PABAL_FUZZ_SECONDS"), out var seconds) ? seconds : 2);

    [Fact]
    public void FuzzedMails_AlwaysHaveAResultSoon()
    {
        var parser = new MailParser(new MailParserOptions { FallbackCharset = "euc-kr", MaxParts = 50, MaxHeaderBytes = 5000 });
        var seed = Environment.TickCount;
        for (var budget = Stopwatch.StartNew(); budget.Elapsed < Budget;)
        {
            seed++;
            var mail = Mutate(new Random(seed));
            var watch = Stopwatch.StartNew();
            try
            {
                var parsed = parser.Parse(mail);
                Texts(parsed).ShouldAllBe(text => !text.Contains('\0', StringComparison.Ordinal));
                watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}: {Convert.ToBase64String(mail)}", exception);
            }
        }
    }

    private static IEnumerable<string> Texts(ParsedMail mail) =>
    [
        mail.Subject, mail.Text ?? "", mail.Html ?? "", mail.MessageId ?? "",
        .. mail.References, .. mail.Fields.Select(field => field.Name + field.Value),
        .. mail.From.Concat(mail.To).Select(address => address.Name + address.Address),
        .. mail.Attachments.Select(attachment => attachment.FileName + attachment.ContentType + attachment.ContentId),
    ];

    private static byte[] Mutate(Random random)
    {
        var octets = new List<byte>(Samples.All[random.Next(Samples.All.Count)]);
        for (var changes = random.Next(1, 12); changes > 0; changes--)
        {
            var at = random.Next(octets.Count + 1);
            switch (random.Next(4))
            {
                case 0:
                    octets.InsertRange(at, Encoding.Latin1.GetBytes(Fragments[random.Next(Fragments.Length)]));
                    break;
                case 1:
                    octets.InsertRange(at, Samples.All[random.Next(Samples.All.Count)]);
                    break;
                case 2 when at < octets.Count:
                    octets[at] = (byte)random.Next(256);
                    break;
                default:
                    octets.RemoveRange(at, Math.Min(random.Next(20), octets.Count - at));
                    break;
            }
        }
        return [.. octets];
    }
}
