namespace Pabal.Server;

/// <summary>What became of definitions that were imported.</summary>
/// <param name="Count">How many things were defined.</param>
/// <param name="Warnings">What was not taken as it is in the file, each with its place there.</param>
public sealed record DefinitionsImportResult(int Count, IReadOnlyList<string> Warnings);
