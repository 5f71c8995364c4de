namespace Pabal.Server.Control;

/// <summary>A command for a broker.</summary>
/// <param name="Arguments">The command's words, such as "policy", "list".</param>
/// <param name="Options">What was given with names, such as "vhost".</param>
/// <param name="Input">A file or a password, which is no part of the words: those show in lists of processes.</param>
internal sealed record ControlRequest(string[] Arguments, Dictionary<string, string> Options, string? Input);
