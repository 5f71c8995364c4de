using System.Text.Json;

namespace Mailroom.EndToEnd.Tests;

/// <summary>Reads what the API tells of messages.</summary>
internal static class MessageJson
{
    public static Guid Id(this JsonElement message) => message.GetProperty("id").GetGuid();

    public static string State(this JsonElement message) => message.Text("state");

    public static string Text(this JsonElement item, string property) => item.GetProperty(property).GetString() ?? "";

    public static List<JsonElement> Timeline(this JsonElement message) => [.. message.GetProperty("timeline").EnumerateArray()];

    /// <summary>What has happened, in its order.</summary>
    public static IEnumerable<string> Kinds(this JsonElement message) => message.Timeline().Select(entry => entry.Text("kind"));

    /// <summary>The only timeline entry of a kind.</summary>
    public static JsonElement Only(this JsonElement message, string kind) =>
        message.Timeline().Where(entry => entry.Text("kind") == kind).ShouldHaveSingleItem();
}
