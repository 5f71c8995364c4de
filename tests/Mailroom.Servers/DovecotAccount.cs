namespace Mailroom.Servers;

/// <summary>
/// The account that Dovecot runs as. It refuses to serve root's mail; so where the tests run as root, it gets nobody's account.
/// </summary>
/// <param name="User">The user's name.</param>
/// <param name="Group">The group's name.</param>
/// <param name="IsOther">The account is another than that of this process.</param>
public sealed record DovecotAccount(string User, string Group, bool IsOther)
{
    /// <summary>Nobody's user number on every distribution that has the account.</summary>
    public const int NobodyId = 65534;

    internal static DovecotAccount Current { get; } = Environment.IsPrivilegedProcess
        ? new("nobody", "nogroup", IsOther: true)
        : new(Environment.UserName, Environment.UserName, IsOther: false);

    internal ServerProcess Start(string file, params string[] arguments) =>
        IsOther
            ? ServerProcess.Start("setpriv", [$"--reuid={User}", $"--regid={Group}", "--clear-groups", file, .. arguments])
            : ServerProcess.Start(file, arguments);

    /// <summary>Gives a file or folder to the account.</summary>
    internal async Task TakeOverAsync(string path)
    {
        if (!IsOther)
            return;
        var (exitCode, output) = await ServerProcess.RunAsync("chown", "-R", $"{User}:{Group}", path);
        if (exitCode != 0)
            throw new ServerException($"chown {path}: {output}");
    }
}
