using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using KetamineCrd.Fhir;
using KetamineCrd.Validation.Shapes;

namespace KetamineCrd.Validation.Places;

/// <summary>Where in a resource as it was sent a validator's path leads.</summary>
internal static partial class JsonPlace
{
    /// <summary><c>MedicationRequest.medication[0].coding[1]</c> is <c>medicationCodeableConcept.coding[1]</c>; what is not there keeps the name of its element.</summary>
    /// <param name="leftOut">Of an array by its place, the indexes of items that the validator did not see, and so did not count.</param>
    public static string Of(JsonElement resource, string path, IReadOnlyDictionary<string, List<int>> leftOut)
    {
        var place = new StringBuilder();
        var json = resource;
        foreach (var segment in path.Split('.').Skip(1).Select(text => Segment().Match(text)).TakeWhile(match => match.Success))
        {
            var name = MemberOf(json, segment.Groups["name"].Value);
            json = json.Member(Encoding.UTF8.GetBytes(name));
            place.Append(place.Length > 0 ? "." : "").Append(name);
            if (json.ValueKind == JsonValueKind.Array)
            {
                var index = Sent(place.ToString(), segment.Groups["index"] is { Success: true } group ? int.Parse(group.Value, CultureInfo.InvariantCulture) : 0, leftOut);
                place.Append('[').Append(index).Append(']');
                json = index < json.GetArrayLength() ? json[index] : default;
            }
        }

        return place.ToString();
    }

    // An element that is a choice stands under its own name and that of the type.
    private static string MemberOf(JsonElement json, string element)
    {
        if (json.ValueKind != JsonValueKind.Object || json.Member(Encoding.UTF8.GetBytes(element)).ValueKind != JsonValueKind.Undefined)
        {
            return element;
        }

        foreach (var member in json.EnumerateObject())
        {
            var name = MemberName.Of(member);
            if (name.Length > element.Length && name.StartsWith(element, StringComparison.Ordinal) && IsType(name[element.Length..]))
            {
                return name;
            }
        }

        return element;
    }

    private static bool IsType(string suffix) =>
        char.IsAsciiLetterUpper(suffix[0]) && (Types.Inspector.FindClassMapping(suffix) is not null);

    // Of items that are left out, in their order, each before the one that is meant moves it by one.
    private static int Sent(string place, int seen, IReadOnlyDictionary<string, List<int>> leftOut)
    {
        foreach (var index in leftOut.TryGetValue(place, out var left) ? left : [])
        {
            if (index > seen)
            {
                break;
            }

            seen++;
        }

        return seen;
    }

    [GeneratedRegex(@"^(?<name>[A-Za-z][A-Za-z0-9]*)(\[(?<index>[0-9]{1,6})\])?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Segment();
}
