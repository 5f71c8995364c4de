using System.Globalization;
using Mailroom.Api.Messages;

namespace Mailroom.Api.Http;

/// <summary>What part of a list is wanted, from the query string.</summary>
internal sealed record ListQuery
{
    private const int MaxLimit = 200;
    private const int DefaultLimit = 50;
    private const int MaxSearch = 200;

    public required int Limit { get; init; }

    /// <summary>Only items that were made before this one.</summary>
    public Guid? Before { get; init; }

    /// <summary>Patterns for LIKE.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    public static ListQuery Read(HttpRequest request, FieldErrors errors)
    {
        var limit = DefaultLimit;
        if (request.Query["limit"].ToString() is { Length: > 0 } text &&
            (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit))
            errors.Add("limit", $"A number from 1 to {MaxLimit} is allowed.");
        Guid? before = null;
        if (request.Query["cursor"].ToString() is { Length: > 0 } cursor)
        {
            if (Guid.TryParseExact(cursor, "N", out var id))
                before = id;
            else
                errors.Add("cursor", "It is not one that was given as nextCursor.");
        }
        var search = request.Query["q"].ToString();
        if (search.Length > MaxSearch)
            errors.Add("q", $"{search.Length} characters are too many; {MaxSearch} are allowed.");
        return new ListQuery { Limit = limit, Before = before, Words = SearchText.Patterns(search) };
    }

    /// <summary>Makes a page out of one item more than it can have, which tells whether there is another page.</summary>
    public ListPage<TView> ToPage<TItem, TView>(List<TItem> items, Func<TItem, Guid> id, Func<TItem, TView> view)
    {
        var isMore = items.Count > Limit;
        if (isMore)
            items.RemoveRange(Limit, items.Count - Limit);
        return new ListPage<TView>(items.ConvertAll(item => view(item)), isMore ? id(items[^1]).ToString("N") : null);
    }
}
