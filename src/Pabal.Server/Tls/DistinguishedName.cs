using System.Formats.Asn1;
using System.Globalization;
using System.Text;

namespace Pabal.Server.Tls;

/// <summary>The subject of a certificate as text (RFC 4514), with RabbitMQ's names of its parts.</summary>
internal static class DistinguishedName
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["2.5.4.3"] = "CN",
        ["2.5.4.4"] = "SN",
        ["2.5.4.5"] = "SERIALNUMBER",
        ["2.5.4.6"] = "C",
        ["2.5.4.7"] = "L",
        ["2.5.4.8"] = "ST",
        ["2.5.4.10"] = "O",
        ["2.5.4.11"] = "OU",
        ["2.5.4.12"] = "TITLE",
        ["2.5.4.42"] = "GIVENNAME",
        ["2.5.4.43"] = "INITIALS",
        ["2.5.4.44"] = "GENERATIONQUALIFIER",
        ["2.5.4.65"] = "PSEUDONYM",
        ["0.9.2342.19200300.100.1.1"] = "UID",
        ["0.9.2342.19200300.100.1.25"] = "DC",
        ["1.2.840.113549.1.9.1"] = "EMAILADDRESS",
    };

    /// <summary>The parts in the certificate's order, each of one attribute or, seldom, several.</summary>
    /// <exception cref="AsnContentException">It isn't a name.</exception>
    public static List<List<(string Type, string Value)>> Parse(byte[] name)
    {
        var parts = new List<List<(string, string)>>();
        var sequence = new AsnReader(name, AsnEncodingRules.DER).ReadSequence();
        while (sequence.HasData)
        {
            var part = new List<(string, string)>();
            var set = sequence.ReadSetOf();
            while (set.HasData)
            {
                var attribute = set.ReadSequence();
                part.Add((attribute.ReadObjectIdentifier(), ReadValue(attribute)));
            }
            parts.Add(part);
        }
        return parts;
    }

    /// <summary>The most specific part, which is the last, first.</summary>
    public static string Format(List<List<(string Type, string Value)>> parts)
    {
        var text = new StringBuilder();
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            if (text.Length > 0)
                text.Append(',');
            for (var j = 0; j < parts[i].Count; j++)
            {
                var (type, value) = parts[i][j];
                text.Append(j > 0 ? "+" : "").Append(Names.GetValueOrDefault(type, type)).Append('=');
                AppendEscaped(text, value);
            }
        }
        return text.ToString();
    }

    private static string ReadValue(AsnReader attribute)
    {
        var tag = attribute.PeekTag();
        if (tag.TagClass != TagClass.Universal)
            return Hex(attribute.ReadEncodedValue().Span);
        var kind = (UniversalTagNumber)tag.TagValue;
        return kind is UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String
            or UniversalTagNumber.BMPString or UniversalTagNumber.T61String or UniversalTagNumber.NumericString
            or UniversalTagNumber.VisibleString
            ? attribute.ReadCharacterString(kind)
            : Hex(attribute.ReadEncodedValue().Span);
    }

    private static string Hex(ReadOnlySpan<byte> octets) => $"#{Convert.ToHexString(octets)}";

    // RFC 4514 §2.4. What isn't ASCII is written as its octets in UTF-8, which is allowed and what RabbitMQ does.
    private static void AppendEscaped(StringBuilder text, string value)
    {
        var octets = Encoding.UTF8.GetBytes(value);
        for (var i = 0; i < octets.Length; i++)
        {
            var letter = (char)octets[i];
            if (letter is < ' ' or >= '\x7f')
            {
                text.Append(CultureInfo.InvariantCulture, $"\\{octets[i]:X2}");
                continue;
            }
            var isAtEdge = (i == 0 && letter is (' ' or '#')) || (i == octets.Length - 1 && letter == ' ');
            if (isAtEdge || letter is '"' or '+' or ',' or ';' or '<' or '>' or '\\')
                text.Append('\\');
            text.Append(letter);
        }
    }
}
