using System.Text;
using Pabal.Engine.Definitions;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Policies;

/// <summary>Writes a value that came as JSON in Erlang's notation, as RabbitMQ shows it in refusals of policies.</summary>
internal static class JsonTerm
{
    public static string Of(FieldValue value) => value.Type switch
    {
        FieldType.Void => "null",
        FieldType.Array => $"[{string.Join(',', Array.ConvertAll([.. value.AsArray], Of))}]",
        FieldType.Table => Map(value.AsTable),
        _ => ErlangText.Term(value),
    };

    /// <summary>Names and values, by name.</summary>
    public static string Pairs(List<KeyValuePair<string, FieldValue>> pairs)
    {
        var text = new StringBuilder("[");
        pairs.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
        foreach (var (name, value) in pairs)
            text.Append(text.Length > 1 ? "," : "").Append($"{{<<{ErlangText.Quoted(name)}>>,{Of(value)}}}");
        return text.Append(']').ToString();
    }

    private static string Map(FieldTable table)
    {
        var text = new StringBuilder("#{");
        foreach (var (name, value) in table)
            text.Append(text.Length > 2 ? "," : "").Append($"<<{ErlangText.Quoted(name)}>> => {Of(value)}");
        return text.Append('}').ToString();
    }
}
