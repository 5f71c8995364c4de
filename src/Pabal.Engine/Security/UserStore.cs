using System.Security.Cryptography;
using System.Text;

namespace Pabal.Engine.Security;

/// <summary>Who may connect. Filled before the broker starts, read-only after that.</summary>
public sealed class UserStore
{
    private readonly Dictionary<string, User> users = [];

    /// <param name="name">The login.</param>
    /// <param name="password">Kept as a hash only.</param>
    /// <param name="loopbackOnly">Refused from other machines.</param>
    public void Add(string name, string password, bool loopbackOnly) =>
        users[name] = new User(Hash(password), loopbackOnly);

    /// <summary>Whether the password is the user's, and the user may come from there.</summary>
    public bool Authenticate(string name, string password, bool fromLoopback)
    {
        // The same work for unknown names: the time taken doesn't tell which names exist.
        var known = users.TryGetValue(name, out var user);
        var matches = CryptographicOperations.FixedTimeEquals(Hash(password), known ? user!.PasswordHash : Hash(""));
        return known && matches && (fromLoopback || !user!.LoopbackOnly);
    }

    /// <summary>Whether there is such a user, who may come from there: for those who proved who they are in another way.</summary>
    public bool IsAdmitted(string name, bool fromLoopback) =>
        users.TryGetValue(name, out var user) && (fromLoopback || !user.LoopbackOnly);

    private static byte[] Hash(string password) => SHA256.HashData(Encoding.UTF8.GetBytes(password));

    private sealed record User(byte[] PasswordHash, bool LoopbackOnly);
}
