namespace Pabal.Bench;

/// <summary>What is going on, for whoever waits. The page has standard output for itself, so that it can be kept.</summary>
internal static class Progress
{
    public static void Say(string text) => Console.Error.WriteLine(text);
}
