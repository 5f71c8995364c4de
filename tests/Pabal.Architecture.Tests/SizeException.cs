namespace Pabal.Architecture.Tests;

/// <summary>A line of size-exceptions.txt: a file or function that may be as long as it was when it was listed.</summary>
internal sealed record SizeException(string Kind, string Subject, int Lines)
{
    public static IReadOnlyList<SizeException> ReadAll() =>
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "tests/Pabal.Architecture.Tests/size-exceptions.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(Parse),
    ];

    private static SizeException Parse(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["file" or "function", _, _] fields
            ? new SizeException(fields[0], fields[1], int.Parse(fields[2]))
            : throw new FormatException($"size-exceptions.txt: expected 'file|function subject lines', found '{line}'.");
}
