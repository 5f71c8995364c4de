using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Pabal.Architecture.Tests;

public partial class SourceRuleTests
{
    private static readonly string[] EmptyNames = ["Manager", "Helper", "Helpers", "Util", "Utils", "Wrapper", "Base"];

    [Fact]
    public void ProductFile_DeclaresOneTypeOfItsOwnName() =>
        Repository.ProductSources.SelectMany(TypesOutOfPlace).ShouldBeEmpty();

    [Fact]
    public void ProductTypes_HaveNamesThatSaySomething() =>
        Repository.ProductSources
            .SelectMany(source => source.TopLevelTypes.Select(SourceFile.TypeName))
            .Where(name => EmptyNames.Any(ending => name.EndsWith(ending, StringComparison.Ordinal)))
            .ShouldBeEmpty();

    [Fact]
    public void ProductText_NamesNoMachinePath() => Matching(MachinePath()).ShouldBeEmpty();

    [Fact]
    public void ProductText_IsFinished() => Matching(Unfinished()).ShouldBeEmpty();

    // A type of the other head can only be reached through its namespace, so that namespace's last name is enough.
    [Theory]
    [InlineData("Amqp", "Mqtt")]
    [InlineData("Mqtt", "Amqp")]
    public void ProtocolHead_NeverNamesTheOther(string head, string other) =>
        Repository.ProductSources
            .Where(source => $"{source.Namespace}.".StartsWith($"Pabal.Server.{head}.", StringComparison.Ordinal))
            .Where(source => Names(source, other))
            .Select(source => source.Path)
            .ShouldBeEmpty();

    [Theory]
    [InlineData("using Pabal.Server.Mqtt; namespace Pabal.Server.Amqp; class A;", true)]
    [InlineData("namespace Pabal.Server.Amqp; class A { Mqtt.Session s; }", true)]
    [InlineData("namespace Pabal.Server.Amqp; /* Mqtt */ class A { string s = \"Mqtt\"; }", false)]
    public void Names_OfAKnownText_SeesCodeOnly(string text, bool expected) =>
        Names(SourceFile.Parse("src/A.cs", text), "Mqtt").ShouldBe(expected);

    [Theory]
    [InlineData("src/A.cs", "namespace N; public class A { class Inner; } file class Local;", 0)]
    [InlineData("src/A.cs", "namespace N; class A; class B;", 1)]
    [InlineData("src/A.cs", "namespace N { public delegate void B(); }", 1)]
    [InlineData("src/A.cs", "namespace N; interface A<T>;", 1)]
    [InlineData("src/AOfT.cs", "namespace N; interface A<TKey, TValue>;", 0)]
    [InlineData("src/Program.cs", "return 0;", 0)]
    public void TypesOutOfPlace_OfAKnownText_AreThoseOfAnotherName(string path, string text, int expected) =>
        TypesOutOfPlace(SourceFile.Parse(path, text)).Count().ShouldBe(expected);

    private static IEnumerable<string> TypesOutOfPlace(SourceFile source) =>
        source.TopLevelTypes.Select(SourceFile.FileName)
            .Where(name => name != source.Name)
            .Select(name => $"{source.Path} declares what belongs into {name}.cs.");

    private static bool Names(SourceFile source, string identifier) =>
        source.Syntax.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == identifier);

    private static IEnumerable<string> Matching(Regex pattern) =>
        from source in Repository.ProductSources
        from match in pattern.Matches(source.Text)
        select $"{source.Path}: {match.Value}";

    [GeneratedRegex("""(?<![\w.])/(work|tmp|home|root|Users)/""")]
    private static partial Regex MachinePath();

    [GeneratedRegex("""\b(TODO|FIXME|HACK|XXX|NotImplementedException)\b""")]
    private static partial Regex Unfinished();
}
