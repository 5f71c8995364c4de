using System.Diagnostics;

namespace Mailroom.Coupling.Load;

/// <summary>What became of one request.</summary>
/// <param name="Number">Counts from 0; the mail goes to the recipient of that number.</param>
/// <param name="Due">When it was to be made, as a timestamp of <see cref="Stopwatch"/>.</param>
/// <param name="End">When its answer was read, or it was given up.</param>
/// <param name="Status">Of HTTP, or one of the numbers below.</param>
internal readonly record struct RequestRecord(int Number, long Due, long End, int Status)
{
    /// <summary>Given up since no answer came in time.</summary>
    public const int TimedOut = 0;

    /// <summary>The connection could not be made or broke.</summary>
    public const int Broken = -1;

    /// <summary>Never made: too many others had no answer yet.</summary>
    public const int NotMade = -2;

    public bool IsSuccess => Status is >= 200 and < 300;

    public double Milliseconds => Stopwatch.GetElapsedTime(Due, End).TotalMilliseconds;

    /// <summary>The recipient's address that a number stands for.</summary>
    public static string RecipientOf(int number) => FormattableString.Invariant($"r{number}@example.test");
}
