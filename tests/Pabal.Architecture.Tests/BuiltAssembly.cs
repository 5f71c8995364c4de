using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Pabal.Architecture.Tests;

/// <summary>What a built assembly refers to, read from its metadata without loading it.</summary>
internal sealed class BuiltAssembly
{
    private BuiltAssembly(MetadataReader metadata)
    {
        References = [.. metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
        Namespaces = [.. metadata.TypeReferences
            .Select(handle => metadata.GetString(metadata.GetTypeReference(handle).Namespace))
            .Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The simple names of the assemblies it uses.</summary>
    public IReadOnlyList<string> References { get; }

    /// <summary>The namespaces of the types it uses from other assemblies.</summary>
    public IReadOnlyList<string> Namespaces { get; }

    public static BuiltAssembly Read(string name)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{name}.dll"));
        using var image = new PEReader(file);
        return new BuiltAssembly(image.GetMetadataReader());
    }
}
