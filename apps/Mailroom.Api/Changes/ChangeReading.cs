using Mailroom.Api.Data;

namespace Mailroom.Api.Changes;

/// <summary>What the feed knows of the changes after a place.</summary>
/// <param name="Changes">Null when the place lies before what is kept, and they must be read from the database.</param>
/// <param name="More">Ends when there may be some, where there are none; else null.</param>
/// <param name="Begin">From here on the feed keeps everything.</param>
internal readonly record struct ChangeReading(IReadOnlyList<TimelineEntry>? Changes, Task? More, ChangePosition Begin);
