using System.Text.Json.Nodes;

namespace Mailroom.Web.Tests.Fake;

/// <summary>A message of the <see cref="FakeApi"/>, as it answers with it.</summary>
internal sealed class FakeMessage(JsonObject content)
{
    private readonly JsonArray timeline = [];

    public string Id { get; } = Guid.CreateVersion7().ToString();

    public string State { get; private set; } = "";

    public string Subject => (string?)content["subject"] ?? "";

    public JsonObject Content => content;

    public void Enter(string state, string kind, int? attempt = null, string? detail = null)
    {
        State = state;
        timeline.Add(new JsonObject { ["time"] = DateTimeOffset.UtcNow, ["kind"] = kind, ["attempt"] = attempt, ["detail"] = detail });
    }

    public JsonObject ToJson()
    {
        var json = (JsonObject)content.DeepClone();
        json["id"] = Id;
        json["state"] = State;
        json["createdAt"] = "2026-05-01T10:00:00Z";
        json["timeline"] = timeline.DeepClone();
        json["attachments"] = new JsonArray();
        return json;
    }
}
