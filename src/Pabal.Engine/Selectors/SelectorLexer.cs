using System.Globalization;

namespace Pabal.Engine.Selectors;

/// <summary>Splits a selector into its tokens (JMS 2.0 §3.8.1.1).</summary>
internal ref struct SelectorLexer(string text)
{
    private const ulong MaxMagnitude = 1UL << 63;

    private readonly string text = text;
    private int at;

    public SelectorToken Next()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        var start = at;
        if (at == text.Length)
            return new SelectorToken(SelectorTokenKind.End, start);
        var character = text[at];
        if (IsIdentifierStart(character))
            return ReadWord();
        if (char.IsAsciiDigit(character) || (character == '.' && char.IsAsciiDigit(Peek(1))))
            return ReadNumber();
        if (character is '\'')
            return new SelectorToken(SelectorTokenKind.Text, start, ReadQuoted('\''));
        if (character is '"')
            return new SelectorToken(SelectorTokenKind.Identifier, start, ReadQuoted('"'));
        return new SelectorToken(ReadSign(), start);
    }

    private static bool IsIdentifierStart(char character) => char.IsLetter(character) || character is '_' or '$';

    private static bool IsIdentifierPart(char character) => char.IsLetterOrDigit(character) || character is '_' or '$';

    private readonly char Peek(int offset) => at + offset < text.Length ? text[at + offset] : '\0';

    private SelectorToken ReadWord()
    {
        var start = at;
        while (at < text.Length && IsIdentifierPart(text[at]))
            at++;
        var word = text[start..at];
        var kind = word.ToUpperInvariant() switch
        {
            "TRUE" => SelectorTokenKind.True,
            "FALSE" => SelectorTokenKind.False,
            "AND" => SelectorTokenKind.And,
            "OR" => SelectorTokenKind.Or,
            "NOT" => SelectorTokenKind.Not,
            "BETWEEN" => SelectorTokenKind.Between,
            "IN" => SelectorTokenKind.In,
            "LIKE" => SelectorTokenKind.Like,
            "ESCAPE" => SelectorTokenKind.Escape,
            "IS" => SelectorTokenKind.Is,
            "NULL" => SelectorTokenKind.Null,
            _ => SelectorTokenKind.Identifier,
        };
        return new SelectorToken(kind, start, word);
    }

    // The quote is doubled where it is meant itself.
    private string ReadQuoted(char quote)
    {
        var start = at;
        var end = at + 1;
        while (true)
        {
            end = text.IndexOf(quote, end);
            if (end < 0)
                throw new SelectorException(start, "the end of a quoted text is missing");
            if (end + 1 == text.Length || text[end + 1] != quote)
                break;
            end += 2;
        }
        at = end + 1;
        var quoted = quote.ToString();
        return text[(start + 1)..end].Replace(quoted + quote, quoted, StringComparison.Ordinal);
    }

    private SelectorToken ReadNumber()
    {
        var start = at;
        var token = Peek(0) == '0' && Peek(1) is 'x' or 'X' ? ReadHex() : ReadDecimal();
        if (at < text.Length && IsIdentifierPart(text[at]))
            throw new SelectorException(start, "a number is followed by what doesn't belong to it");
        return token;
    }

    private SelectorToken ReadHex()
    {
        var start = at;
        at += 2;
        while (char.IsAsciiHexDigit(Peek(0)))
            at++;
        var isNumber = ulong.TryParse(
            text.AsSpan(start + 2, at - start - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        return Integer(start, isNumber, value);
    }

    private SelectorToken ReadDecimal()
    {
        var start = at;
        SkipDigits();
        var isInteger = Peek(0) is not ('.' or 'e' or 'E' or 'd' or 'D' or 'f' or 'F');
        if (isInteger)
            return ReadInteger(start);
        if (Peek(0) == '.')
        {
            at++;
            SkipDigits();
        }
        if (Peek(0) is 'e' or 'E')
        {
            at += Peek(1) is '+' or '-' ? 2 : 1;
            if (!char.IsAsciiDigit(Peek(0)))
                throw new SelectorException(start, "a number's exponent has no digits");
            SkipDigits();
        }
        var value = double.Parse(text.AsSpan(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture);
        if (Peek(0) is 'd' or 'D' or 'f' or 'F')
            at++;
        return new SelectorToken(SelectorTokenKind.Float, start, Float: value);
    }

    private SelectorToken ReadInteger(int start)
    {
        var digits = text.AsSpan(start, at - start);
        if (digits.Length > 1 && digits[0] == '0')
            return ReadOctal(start, digits);
        var isNumber = ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        return Integer(start, isNumber, value);
    }

    private SelectorToken ReadOctal(int start, ReadOnlySpan<char> digits)
    {
        var value = 0UL;
        var fits = true;
        foreach (var digit in digits)
        {
            if (digit > '7')
                throw new SelectorException(start, "a number that begins with 0 is octal, and has digits up to 7");
            fits &= value <= MaxMagnitude / 8;
            value = (value * 8) + (ulong)(digit - '0');
        }
        return Integer(start, fits, value);
    }

    private SelectorToken Integer(int start, bool isNumber, ulong value)
    {
        if (!isNumber || value > MaxMagnitude)
            throw new SelectorException(start, "a number is out of range");
        if (Peek(0) is 'l' or 'L')
            at++;
        return new SelectorToken(SelectorTokenKind.Integer, start, Integer: value);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek(0)))
            at++;
    }

    private SelectorTokenKind ReadSign()
    {
        var (kind, length) = (Peek(0), Peek(1)) switch
        {
            ('<', '>') => (SelectorTokenKind.NotEqual, 2),
            ('<', '=') => (SelectorTokenKind.LessOrEqual, 2),
            ('>', '=') => (SelectorTokenKind.GreaterOrEqual, 2),
            ('<', _) => (SelectorTokenKind.Less, 1),
            ('>', _) => (SelectorTokenKind.Greater, 1),
            ('=', _) => (SelectorTokenKind.Equal, 1),
            ('(', _) => (SelectorTokenKind.Open, 1),
            (')', _) => (SelectorTokenKind.Close, 1),
            (',', _) => (SelectorTokenKind.Comma, 1),
            ('+', _) => (SelectorTokenKind.Plus, 1),
            ('-', _) => (SelectorTokenKind.Minus, 1),
            ('*', _) => (SelectorTokenKind.Times, 1),
            ('/', _) => (SelectorTokenKind.Divide, 1),
            ('%', _) => (SelectorTokenKind.Remainder, 1),
            _ => throw new SelectorException(at, $"unexpected character '{text[at]}'"),
        };
        at += length;
        return kind;
    }
}
