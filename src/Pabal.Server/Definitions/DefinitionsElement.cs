using System.Text;
using System.Text.Json;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Definitions;

/// <summary>A part of a file of definitions, and its place there. What is not as it should be is a problem of the report.</summary>
internal readonly struct DefinitionsElement(JsonElement element, string path, DefinitionsReport report)
{
    // An AMQP short string.
    private const int MaxNameOctets = 255;

    public string Path => path;

    public bool IsObject => element.ValueKind == JsonValueKind.Object;

    public bool IsEmptyList => element.ValueKind == JsonValueKind.Array && element.GetArrayLength() == 0;

    /// <summary>A member; undefined when there is none, or null.</summary>
    public DefinitionsElement this[string name] => new(
        IsObject && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : default,
        path.Length == 0 ? name : $"{path}.{name}",
        report);

    /// <summary>Nothing, at the same place.</summary>
    public DefinitionsElement Nothing => new(default, path, report);

    public bool IsThere => element.ValueKind != JsonValueKind.Undefined;

    /// <summary>The items of a list; none when there is no list, which is a problem when there is something else.</summary>
    public IEnumerable<DefinitionsElement> Items()
    {
        if (!IsThere)
            yield break;
        if (element.ValueKind != JsonValueKind.Array)
        {
            Refuse("it must be a list");
            yield break;
        }
        var index = 0;
        foreach (var item in element.EnumerateArray())
            yield return new DefinitionsElement(item, $"{path}[{index++}]", report);
    }

    /// <summary>The objects of a list.</summary>
    public IEnumerable<DefinitionsElement> Objects()
    {
        foreach (var item in Items())
        {
            if (item.IsObject)
                yield return item;
            else
                item.Refuse("it must be an object");
        }
    }

    /// <summary>A text of up to 255 octets, which must be there.</summary>
    public string? Name()
    {
        if (Text() is not { } name)
            return null;
        if (Encoding.UTF8.GetByteCount(name) <= MaxNameOctets)
            return name;
        Refuse("it may have 255 octets");
        return null;
    }

    /// <summary>A text of up to 255 octets; empty when it isn't there.</summary>
    public string? ShortText() => IsThere ? Name() : "";

    /// <summary>A text, which must be there.</summary>
    public string? Text()
    {
        if (!IsThere)
            Refuse("it is missing");
        else if (element.ValueKind != JsonValueKind.String)
            Refuse("it must be a string");
        else if (JsonTable.TryGetText(element, out var text))
            return text;
        else
            Refuse("it is not valid Unicode");
        return null;
    }

    /// <summary>A text, or what it is when it isn't there.</summary>
    public string? Text(string? otherwise) => IsThere ? Text() : otherwise;

    public bool Boolean(bool otherwise)
    {
        if (element.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return element.ValueKind == JsonValueKind.True;
        if (IsThere)
            Refuse("it must be true or false");
        return otherwise;
    }

    public long? Integer()
    {
        if (!IsThere)
            return null;
        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var value))
            return value;
        Refuse("it must be a whole number");
        return null;
    }

    /// <summary>A list of texts, or one text with commas.</summary>
    public IReadOnlyList<string> Texts()
    {
        if (element.ValueKind == JsonValueKind.String)
            return Text()?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        var texts = new List<string>();
        foreach (var item in Items())
        {
            if (item.Text() is { } text)
                texts.Add(text);
        }
        return texts;
    }

    /// <summary>Named values; none when there are none. RabbitMQ 3.10 writes some tables as lists of pairs.</summary>
    public FieldTable Table()
    {
        if (!IsThere)
            return FieldTable.Empty;
        if (IsObject)
            return JsonTable.Read(element, path, report);
        if (element.ValueKind == JsonValueKind.Array && element.EnumerateArray().All(IsPair))
            return JsonTable.ReadPairs(element, path, report);
        Refuse("it must be an object");
        return FieldTable.Empty;
    }

    private static bool IsPair(JsonElement item) =>
        item.ValueKind == JsonValueKind.Array && item.GetArrayLength() == 2 && item[0].ValueKind == JsonValueKind.String;

    public void Refuse(string problem) => report.AddProblem(path.Length == 0 ? "the file" : path, problem);
}
