namespace Pabal.Architecture.Tests;

public class DependencyTests
{
    [Theory]
    [InlineData("Pabal.Wire")]
    [InlineData("Pabal.Storage")]
    [InlineData("Pabal.Engine", "Pabal.Wire", "Pabal.Storage")]
    [InlineData("Pabal.Server", "Pabal.Engine", "Pabal.Wire")]
    // The commands that inspect a log need no broker.
    [InlineData("pabal", "Pabal.Server", "Pabal.Storage")]
    [InlineData("Mailroom.Mail")]
    [InlineData("Mailroom.Messaging")]
    [InlineData("Mailroom.Api")]
    [InlineData("Mailroom.Bot")]
    // All in one process, with a broker of its own.
    [InlineData("Mailroom", "Pabal.Server", "Pabal.Storage")]
    public void Assembly_RefersOnlyToThoseItStandsOn(string assembly, params string[] allowed) =>
        BuiltAssembly.Read(assembly).References
            .Where(name => name.StartsWith("Pabal", StringComparison.OrdinalIgnoreCase))
            .ShouldBeSubsetOf(allowed);

    [Theory]
    [InlineData("Pabal.Wire")]
    [InlineData("Pabal.Storage")]
    [InlineData("Pabal.Engine")]
    public void Core_KnowsNoSocketAndNoHost(string assembly) =>
        BuiltAssembly.Read(assembly).References
            .Where(name => name.StartsWith("System.Net.", StringComparison.Ordinal) ||
                name.StartsWith("Microsoft.", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Theory]
    [InlineData("Pabal.Wire")]
    public void Codecs_KnowNoTasks(string assembly) =>
        BuiltAssembly.Read(assembly).Namespaces.ShouldNotContain("System.Threading.Tasks");

    [Fact]
    public void BuiltAssembly_OfTheTestsThemselves_ListsWhatTheyUse()
    {
        var own = BuiltAssembly.Read("Pabal.Architecture.Tests");

        own.References.ShouldContain("Shouldly");
        own.Namespaces.ShouldContain("Microsoft.CodeAnalysis.CSharp");
    }
}
