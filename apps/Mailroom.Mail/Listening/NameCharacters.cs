using System.Buffers;

namespace Mailroom.Mail.Listening;

/// <summary>The characters of host names and address literals.</summary>
internal static class NameCharacters
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:[]");

    public static bool ContainsOnlyNameCharacters(this ReadOnlySpan<char> name) => !name.ContainsAnyExcept(Allowed);
}
