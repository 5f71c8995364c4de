using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pabal.Architecture.Tests;

/// <summary>One C# file: its path from the repository's root, and its syntax.</summary>
internal sealed class SourceFile
{
    private SourceFile(string path, string text, SyntaxNode syntax)
    {
        Path = path;
        Text = text;
        Syntax = syntax;
    }

    public string Path { get; }

    public string Text { get; }

    public SyntaxNode Syntax { get; }

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public int LineCount => Text.AsSpan().Count('\n');

    public string Namespace =>
        Syntax.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? "";

    /// <summary>The types that stand directly in a namespace and that other files can see.</summary>
    public IEnumerable<MemberDeclarationSyntax> TopLevelTypes =>
        Syntax.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>()
            .Where(member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
            .Where(member => !member.Modifiers.Any(SyntaxKind.FileKeyword));

    /// <summary>Methods, constructors, operators, accessors and local functions with the lines that each takes.</summary>
    public IEnumerable<(string Name, int Lines)> Functions =>
        from node in Syntax.DescendantNodes()
        where node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax
        let span = node.GetLocation().GetLineSpan()
        select (FunctionName(node), span.EndLinePosition.Line - span.StartLinePosition.Line + 1);

    public static SourceFile Parse(string path, string text) =>
        new(path, text, CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Latest), path).GetRoot());

    public static string TypeName(MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax declaration => declaration.Identifier.ValueText,
        DelegateDeclarationSyntax declaration => declaration.Identifier.ValueText,
        _ => throw new ArgumentException($"{type.Kind()} declares no type.", nameof(type)),
    };

    /// <summary>The file name that a type has to have: its own, and OfT behind it for a generic type.</summary>
    public static string FileName(MemberDeclarationSyntax type)
    {
        var parameters = type.ChildNodes().OfType<TypeParameterListSyntax>().FirstOrDefault();
        return parameters is null ? TypeName(type) : $"{TypeName(type)}OfT";
    }

    private static string FunctionName(SyntaxNode function) => function switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        LocalFunctionStatementSyntax local => local.Identifier.ValueText,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.ValueText,
        OperatorDeclarationSyntax symbol => symbol.OperatorToken.ValueText,
        AccessorDeclarationSyntax { Parent.Parent: PropertyDeclarationSyntax property } => property.Identifier.ValueText,
        _ => function.Kind().ToString(),
    };
}
