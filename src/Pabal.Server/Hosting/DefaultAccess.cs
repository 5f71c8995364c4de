using Pabal.Engine;
using Pabal.Engine.Security;

namespace Pabal.Server;

/// <summary>The user that a broker without users is given.</summary>
internal static class DefaultAccess
{
    // A password that everybody knows, or whose hash is never stored, isn't made safer by a slow hash; the start would be slower.
    private const int QuickIterations = 1000;

    private const string PublicPassword = "guest";

    /// <summary>Makes the default user, who may do everything in the default virtual host, if there is no user.</summary>
    public static void Create(Administration administration, PabalOptions options)
    {
        if (administration.Users.Count > 0)
            return;
        administration.PutUser(new UserDefinition(options.DefaultUser)
        {
            PasswordHash = HashOf(options),
            Tags = ["administrator"],
        });
        if (administration.FindVirtualHost(Broker.DefaultVirtualHost) is not null)
            administration.PutPermission(Broker.DefaultVirtualHost, options.DefaultUser, Permission.All);
    }

    private static PasswordHash? HashOf(PabalOptions options)
    {
        if (options.DefaultPassword.Length == 0)
            return null;
        var isQuick = options.DefaultPassword == PublicPassword || options.DataDirectory.Length == 0;
        return PasswordHash.Create(
            options.DefaultPassword, iterations: isQuick ? QuickIterations : PasswordHash.DefaultIterations);
    }
}
