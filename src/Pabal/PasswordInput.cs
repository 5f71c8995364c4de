using System.Text;

namespace Pabal;

/// <summary>Takes a password from whoever is there: never from the command line, which others can see.</summary>
internal static class PasswordInput
{
    /// <returns>A line of standard input, or what is typed, without showing it.</returns>
    public static string Read()
    {
        if (Console.IsInputRedirected)
            return Console.In.ReadLine() ?? "";
        Console.Error.Write("Password: ");
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key != ConsoleKey.Backspace)
                typed.Append(key.KeyChar);
            else if (typed.Length > 0)
                typed.Length--;
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }
}
