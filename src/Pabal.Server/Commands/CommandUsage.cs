namespace Pabal.Server.Commands;

/// <summary>How commands are written.</summary>
internal static class CommandUsage
{
    public const string Text = """
        pabal definitions export FILE [--vhost NAME]     '-' is standard output
        pabal definitions import FILE [--vhost NAME]     '-' is standard input
        pabal policy set NAME PATTERN DEFINITION [--vhost NAME] [--priority N] [--apply-to all|queues|exchanges] [--operator]
        pabal policy clear NAME [--vhost NAME] [--operator]
        pabal policy list [--vhost NAME] [--operator]
        pabal user add NAME [--tags TAG,...]             the password is asked for, or read from standard input
        pabal user password NAME
        pabal user tags NAME [TAG,...]
        pabal user permissions NAME [CONFIGURE WRITE READ] [--vhost NAME] [--clear]
        pabal user delete NAME
        pabal user list
        pabal vhost add NAME [--description TEXT]
        pabal vhost delete NAME
        pabal vhost list
        The broker is the one that uses --DataDirectory=DIR, whether it runs or not.
        """;
}
