using Pabal.Engine.Security;

namespace Pabal.Server.Definitions;

/// <summary>A user, as definitions have it.</summary>
/// <param name="Path">Where it stands in the file.</param>
/// <param name="Definition">Without a hash where nothing is said of a password.</param>
/// <param name="HasPassword">False when nothing is said of the password: then one that is there stays.</param>
/// <param name="LoopbackOnly">Null when nothing is said of it.</param>
/// <param name="Limits">Null when nothing is said of them.</param>
internal sealed record DefinedUser(
    string Path, UserDefinition Definition, bool HasPassword, bool? LoopbackOnly, UserLimits? Limits);
