using System.Text;

namespace Mailroom.Mail.Tests.Parsing;

/// <summary>Mails as they come, in their own charsets.</summary>
internal static class Samples
{
    public const string Korean = "회의 자료 보냅니다";
    public const string Japanese = "会議の資料です";

    // Asks the provider itself, so that nothing here makes the charsets known to the parser.
    public static byte[] In(string charset, string mail) =>
        (CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset))
            .GetBytes(mail.ReplaceLineEndings("\r\n"));

    public static byte[] Octets(string mail) => Encoding.Latin1.GetBytes(mail.ReplaceLineEndings("\r\n"));

    public static string Base64(string charset, string text) => Convert.ToBase64String(In(charset, text));

    /// <summary>What fuzzing starts from.</summary>
    public static IReadOnlyList<byte[]> All { get; } =
    [
        In("euc-kr", $"Subject: {Korean}\nFrom: {Korean} <a@b.test>\n\n{Korean}\n"),
        In("iso-2022-jp", $"Subject: {Japanese}\nContent-Type: text/plain; charset=iso-2022-jp\n\n{Japanese}\n"),
        In("utf-8", $"Subject: =?utf-8?B?{Base64("utf-8", Korean)}?= =?euc-kr?Q?=B0=A1?=\nDate: Wed, 4 Mar 2026 05:06:07 +0900\n\nx\n"),
        Octets(Multipart),
        Octets("From: a@b.test\nTo: group: x@y.test, (c(o)m) \"q\\\"\" <z@y.test>;, <@r:w@y.test>\nReferences: <1@x> <2@x>\n\nbody\n"),
        Octets("Content-Type: message/rfc822\n\nSubject: inner\nContent-Type: text/html\n\n<b>x</b>\n"),
    ];

    public const string Multipart = """
        Subject: parts
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="outer"

        preamble
        --outer
        Content-Type: multipart/alternative; boundary=inner

        --inner
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        caf=C3=A9 =
        au lait
        --inner
        Content-Type: text/html; charset=iso-8859-1
        Content-Transfer-Encoding: 8bit

        <p>café</p>
        --inner--
        --outer
        Content-Type: application/octet-stream
        Content-Disposition: attachment; filename*0*=utf-8''%EB%B3%B4; filename*1*=%EA%B3%A0.pdf
        Content-Transfer-Encoding: base64

        AAEC/w==
        --outer--
        epilogue

        """;
}
