namespace Mailroom.Mail.Parsing;

/// <summary>Makes texts from outside fit to be stored.</summary>
internal static class Texts
{
    /// <summary>NUL can't be stored by every database, and means nothing in a text.</summary>
    public static string Clean(string text) => text.Replace('\0', '\ufffd');

    public static string Cut(string text, int maxChars, MailDefect defect, ISet<MailDefect> defects)
    {
        if (text.Length <= maxChars)
            return text;
        defects.Add(defect);
        // Not between the halves of a character.
        return text[..(maxChars > 0 && char.IsHighSurrogate(text[maxChars - 1]) ? maxChars - 1 : maxChars)];
    }
}
