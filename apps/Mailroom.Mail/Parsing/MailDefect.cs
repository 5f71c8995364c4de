namespace Mailroom.Mail.Parsing;

/// <summary>What was wrong with a mail, or more than allowed, and was worked around.</summary>
public enum MailDefect
{
    /// <summary>It has no header: all of it was taken for text.</summary>
    NoHeader,

    /// <summary>It makes no sense as a mail: all of it was taken for text.</summary>
    NotParsed,

    /// <summary>It is longer than allowed; the rest was left out.</summary>
    MailCut,

    /// <summary>A header or header field is longer than allowed; the rest was left out.</summary>
    HeaderCut,

    /// <summary>It has more parts than allowed; the rest was left out.</summary>
    PartsCut,

    /// <summary>Its text is longer than allowed; the rest was left out.</summary>
    TextCut,

    /// <summary>A field names more addresses or references than allowed; the rest was left out.</summary>
    ListCut,

    /// <summary>It says nothing or something wrong of its charset, which was guessed.</summary>
    CharsetGuessed,

    /// <summary>A part could not be decoded and was left out or taken as it is.</summary>
    PartNotDecoded,
}
