namespace Mailroom.Api.Http;

/// <summary>A part of a list, the newest first.</summary>
/// <param name="Items">Its items.</param>
/// <param name="NextCursor">Gets the next part; null at the list's end.</param>
internal sealed record ListPage<T>(IReadOnlyList<T> Items, string? NextCursor);
