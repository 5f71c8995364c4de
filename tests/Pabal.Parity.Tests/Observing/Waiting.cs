using System.Diagnostics;

namespace Pabal.Parity.Tests.Observing;

/// <summary>Waits with a deadline that a broker meets only when it does something else than the scenario says.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConditionDeadline = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    public static async Task<T> WithinAsync<T>(this Task<T> task, string what)
    {
        await WithinAsync((Task)task, what);
        return await task;
    }

    public static async Task WithinAsync(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Deadline);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"waited in vain for {what}", e);
        }
    }

    /// <summary>Asks again until the answer is what is wanted.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isWanted, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var answer = await ask();
            if (isWanted(answer))
                return answer;
            if (Stopwatch.GetElapsedTime(started) > ConditionDeadline)
                throw new TimeoutException($"waited in vain for {what}; the last answer was {answer}");
            await Task.Delay(Interval);
        }
    }
}
