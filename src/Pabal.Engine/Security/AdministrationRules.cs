using System.Text;

namespace Pabal.Engine.Security;

/// <summary>What may be defined.</summary>
internal static class AdministrationRules
{
    // An AMQP short string: clients could not name anything longer.
    private const int MaxNameOctets = 255;

    /// <exception cref="AdministrationException">It may not.</exception>
    public static void Check(VirtualHostDefinition definition) => CheckName("virtual host", definition.Name);

    /// <exception cref="AdministrationException">It may not.</exception>
    public static void Check(UserDefinition definition)
    {
        CheckName("user", definition.Name);
        foreach (var tag in definition.Tags)
            CheckName("tag", tag);
    }

    /// <exception cref="AdministrationException">It may not.</exception>
    public static void CheckPassword(string password)
    {
        if (password.Length == 0)
            throw new AdministrationException("a password may not be empty; leave the hash out for a user who has none");
    }

    private static void CheckName(string what, string name)
    {
        if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) > MaxNameOctets)
            throw new AdministrationException($"the name of a {what} has 1 to {MaxNameOctets} octets, '{name}' has not");
        foreach (var character in name)
        {
            // Names are written to logs, line by line.
            if (char.IsControl(character))
                throw new AdministrationException($"the name of a {what} may not have control characters");
        }
    }
}
