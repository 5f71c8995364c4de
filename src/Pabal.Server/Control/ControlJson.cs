using System.Text.Json.Serialization;

namespace Pabal.Server.Control;

/// <summary>Requests and replies as JSON.</summary>
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(ControlReply))]
internal sealed partial class ControlJson : JsonSerializerContext;
