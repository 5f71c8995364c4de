namespace Pabal.Architecture.Tests;

public class SizeTests
{
    private const int FileLimit = 500;
    private const int FunctionLimit = 70;
    private const int MedianFileLimit = 80;

    [Fact]
    public void Files_OfAllSources_StayWithinTheLimit() =>
        Violations("file", FileLimit, Repository.AllSources.Select(source => (source.Path, source.LineCount))).ShouldBeEmpty();

    [Fact]
    public void Functions_OfAllSources_StayWithinTheLimit() =>
        Violations("function", FunctionLimit, Functions(Repository.AllSources)).ShouldBeEmpty();

    [Fact]
    public void Files_OfProduct_HaveASmallMedian()
    {
        var sizes = Repository.ProductSources.Select(source => source.LineCount).Order().ToArray();

        sizes[sizes.Length / 2].ShouldBeLessThanOrEqualTo(MedianFileLimit);
    }

    [Fact]
    public void Functions_OfAKnownText_AreMeasuredFromSignatureToEnd()
    {
        var source = SourceFile.Parse("src/A.cs", """
            class A
            {
                /// <summary>Not counted.</summary>
                int M()
                {
                    int Local() =>
                        1;
                    return Local();
                }
                int P
                {
                    get { return 1; }
                }
            }
            """);

        source.Functions.ShouldBe([("M", 6), ("Local", 2), ("P", 1)]);
    }

    [Fact]
    public void Violations_OfListedSubjects_AreGrowthAndEntriesNoLongerNeeded()
    {
        SizeException[] listed =
            [new("file", "grown", 600), new("file", "shrunk", 600), new("file", "kept", 600), new("file", "gone", 600)];

        var violations = Violations("file", 500, [("grown", 601), ("shrunk", 500), ("kept", 600), ("new", 501)], listed);

        violations.Select(violation => violation.Split(' ')[0]).ShouldBe(["grown", "new", "shrunk", "gone"]);
    }

    private static IEnumerable<(string Subject, int Lines)> Functions(IEnumerable<SourceFile> sources) =>
        sources.SelectMany(source => source.Functions.Select(function => ($"{source.Path}:{function.Name}", function.Lines)));

    private static List<string> Violations(string kind, int limit, IEnumerable<(string Subject, int Lines)> measured) =>
        Violations(kind, limit, measured, SizeException.ReadAll());

    private static List<string> Violations(
        string kind, int limit, IEnumerable<(string Subject, int Lines)> measured, IReadOnlyList<SizeException> exceptions)
    {
        // Overloads share a name: the longest stands for all of them.
        var longest = measured.GroupBy(item => item.Subject)
            .ToDictionary(group => group.Key, group => group.Max(item => item.Lines));
        var listed = exceptions.Where(exception => exception.Kind == kind)
            .ToDictionary(exception => exception.Subject, exception => exception.Lines);
        var tooLong = from item in longest
                      let allowed = Math.Max(limit, listed.GetValueOrDefault(item.Key))
                      where item.Value > allowed
                      select $"{item.Key} has {item.Value} lines, more than {allowed}.";
        var unneeded = from subject in listed.Keys
                       where longest.GetValueOrDefault(subject) <= limit
                       select $"{subject} no longer needs its entry in size-exceptions.txt.";
        return [.. tooLong, .. unneeded];
    }
}
