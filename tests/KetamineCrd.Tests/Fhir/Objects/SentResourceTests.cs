using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hl7.Fhir.Model;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Objects;

namespace KetamineCrd.Tests.Fhir.Objects;

/// <summary>What a client sent as an object of the SDK: mended where it is not of R4's shape, never thrown out of, and each element known by its place.</summary>
public sealed class SentResourceTests
{
    [Theory]
    [InlineData("""{"payor":{"display":"A"}}""", "A")] // an object for an array
    [InlineData("""{"payor":[null,{"display":"A"}]}""", "A")]
    [InlineData("""{"payor":[{},{"display":"A"}]}""", "A")]
    [InlineData("""{"payor":[{"display":"B"}],"payor":[{"display":"A"}]}""", "A")] // the last counts
    [InlineData("""{"period":null,"class":[],"type":{},"payor":[{"display":"A"}]}""", "A")]
    [InlineData("""{"payor":[{"display":["A"]}]}""", "A")] // an array of one for a single value
    [InlineData("""{"payor":[{"display":{"value":"A"}}]}""", null)]
    [InlineData("""{"payor":[{"display":"\ud800"}]}""", null)]
    [InlineData("""{"payor":[{"display":7}]}""", null)]
    [InlineData("""{"payor":[{"display":123456789012345678901234567890123456789012345678901234567890}]}""", null)] // the SDK would make a text of it
    [InlineData("""{"payor":["Organization/1"]}""", null)]
    [InlineData("""{"payor":"x"}""", null)]
    [InlineData("""{"payor":7}""", null)]
    [InlineData("""{"payor":[[{"display":"A"}]]}""", null)]
    [InlineData("""{"payers":[{"display":"A"}]}""", null)]
    [InlineData("""{"Payor":[{"display":"A"}]}""", null)]
    [InlineData("""{"_status":{"":1,"\ud800":1,"id":"\ud800"},"payor":[{"_display":{"value":"x"},"display":"A"}]}""", "A")]
    [InlineData("""{"":1,"_":{},"payor":[{"":[{}],"__proto__":{"a":[1,{}]},"display":"A"}]}""", "A")]
    public void Names_of_payors_are_read_from_whatever_was_sent(string members, string? name) =>
        Assert.Equal(name, Sent(members).As<Coverage>()!.Payor.Select(p => p.DisplayElement.Text()).FirstOrDefault(text => text is not null));

    [Theory]
    [InlineData("""{"payor":[{"display":"A"}]}""")]
    [InlineData("""{"payor":[{"display":"A"}],"resourceType":7}""")]
    public void What_does_not_say_its_type_is_what_is_asked_for(string json)
    {
        var sent = new SentResource(Json(json));
        var display = sent.As<Coverage>()!.Payor[0].DisplayElement;

        Assert.Equal("A", display.Text());
        Assert.Equal("payor[0].display", ElementPath.Of(sent.Json, sent.JsonOf(display!)));
        Assert.Null(sent.As<Patient>());
    }

    [Fact]
    public void A_text_where_a_reference_belongs_is_its_reference() =>
        Assert.Equal("Patient/1", Sent("""{"beneficiary":"Patient/1"}""").As<Coverage>()!.Beneficiary.ReferenceElement.Text());

    [Theory]
    [InlineData("""{"resourceType":"Coverages"}""")]
    [InlineData("""[]""")]
    [InlineData(""" "x" """)]
    [InlineData("null")]
    [InlineData("""{"resourceType":"Patient"}""")]
    public void What_is_no_Coverage_is_none(string json) => Assert.Null(new SentResource(Json(json)).As<Coverage>());

    [Theory]
    [InlineData("""{"payor":{"display":"A"}}""", "payor.display")]
    [InlineData("""{"payor":[null,{"display":"A"}]}""", "payor[1].display")]
    [InlineData("""{"payor":[{},{"identifier":{"value":"1"},"display":"A"}]}""", "payor[1].display")]
    [InlineData("""{"payor":[{"display":"B"}],"payor":[{"display":"A"}]}""", "payor[0].display")]
    [InlineData("""{"id":"1","payor":[{"display":["A"]}]}""", "payor[0].display[0]")]
    public void An_element_is_found_where_it_was_sent(string members, string path)
    {
        var sent = Sent(members);
        var display = sent.As<Coverage>()!.Payor.Select(p => p.DisplayElement).First(d => d.Text() is not null);

        Assert.Equal(path, ElementPath.Of(sent.Json, sent.JsonOf(display!)));
        Assert.Equal(JsonValueKind.Undefined, sent.JsonOf(new FhirString("A")).ValueKind);
    }

    [Theory]
    [InlineData("""{"type":{"coding":[{"system":"s","code":"c"}]}}""")]
    [InlineData("""{"meta":{"profile":["x"]}}""")]
    [InlineData("""{"meta":{"tag":[{"code":"a"}]}}""")]
    [InlineData("""{"contained":[{"resourceType":"Organization","alias":["a"]}]}""")]
    [InlineData("""{"contained":[{"resourceType":"Patient","name":[{"given":["a"]}]}]}""")]
    [InlineData("""{"contained":[{"resourceType":"ServiceRequest","instantiatesCanonical":["a"],"instantiatesUri":["a"],"patientInstruction":"x"}]}""")]
    [InlineData("""{"contained":[{"resourceType":"MedicationRequest","dosageInstruction":[{"timing":{"event":["2020"],"repeat":{"dayOfWeek":["mon"],"when":["AC"],"timeOfDay":["10:00:00"]}}}]}]}""")]
    [InlineData("""{"text":{"status":"generated","div":"<div/>"}}""")]
    [InlineData("""{"beneficiary":{"identifier":{"type":{"coding":[{"code":"a"}]},"assigner":{"display":"x"}}}}""")]
    [InlineData("""{"identifier":[{"period":{"start":"2020"}}],"costToBeneficiary":[{"valueMoney":{"value":1.5}}]}""")]
    public void Every_part_is_read(string members) => Assert.NotNull(Sent(members).As<Coverage>());

    [Fact]
    public void A_choice_is_found_by_its_name_in_JSON()
    {
        var sent = new SentResource(Json("""{"resourceType":"MedicationRequest","medicationCodeableConcept":{"coding":[{"code":"a"},{"code":"b"}]},"contained":[{"resourceType":"Medication","id":"m"}]}"""));
        var coding = ((CodeableConcept)sent.As<MedicationRequest>()!.Medication).Coding[1];

        Assert.Equal("medicationCodeableConcept.coding[1]", ElementPath.Of(sent.Json, sent.JsonOf(coding)));
    }

    [Fact]
    public void A_tidy_resource_is_read_as_it_is()
    {
        Assert.True(TidyScan.IsTidy(Json("""{"resourceType":"Coverage","id":"1","status":"active","extension":[{"url":"x","valueString":"y"}],"payor":[{"display":"A"}]}""")));
        Assert.False(TidyScan.IsTidy(Json("""{"resourceType":"Coverage","unknown":[{}]}""")));
        Assert.False(TidyScan.IsTidy(Json("""{"resourceType":"Coverage","extension":[{"url":"x","valueString":"y","valueCode":"z"}]}""")));
    }

    // Texts of a list beside their extensions: a null keeps them in step.
    [Fact]
    public void Of_lists_that_nulls_keep_in_step_the_texts_are_read()
    {
        var sent = new SentResource(Json("""{"resourceType":"Organization","alias":[null,"A"],"_alias":[{"id":"b"},null]}"""));
        var alias = Assert.Single(sent.As<Organization>()!.AliasElement);

        Assert.Equal("A", alias.Text());
        Assert.Equal("alias[1]", ElementPath.Of(sent.Json, sent.JsonOf(alias)));
    }

    // Each object that is read as an array of one is one level deeper.
    [Fact]
    public void Objects_for_arrays_may_stand_as_deep_as_a_body_may_be()
    {
        var extension = string.Concat(Enumerable.Repeat("{\"url\":\"x\",\"extension\":", 58)) + "{\"url\":\"x\"}" + new string('}', 58);

        Assert.Equal("A", Sent("{\"extension\":" + extension + ",\"payor\":{\"display\":\"A\"}}").As<Coverage>()!.Payor[0].DisplayElement.Text());
    }

    /// <summary>Whatever a member of whatever resource is changed to, the resource is read, and what is in it is found where it was sent.</summary>
    [Fact]
    public void A_resource_that_was_changed_in_any_way_is_read()
    {
        string[] values = ["null", "true", "-1", "1e999999", "\"\"", "[]", "{}", "\"x\"", "[[]]", "[null]", "{\"a\":null}", "\"\\ud800\"", "{\"resourceType\":\"Bundle\"}", "[1,{\"a\":[]}]", "{\"reference\":7}"];
        var read = 0;
        foreach (var resource in Directory.EnumerateFiles(Repository.PathTo("tests", "data"), "*.request.json", SearchOption.AllDirectories).SelectMany(file => Resources(Json(File.ReadAllText(file)))))
        {
            var members = resource.EnumerateObject().Where(m => m.Name != "resourceType").ToArray();
            var random = new Random(read);
            for (var i = 0; i < 6 && members.Length > 0; i++)
            {
                var sent = new SentResource(Changed(resource, Below(members[random.Next(members.Length)].Value, random), values[random.Next(values.Length)]));
                Assert.True(!TidyScan.IsTidy(sent.Json) || IsCopiedWhole(sent.Json), sent.Json.GetRawText());
                var first = sent.As<Resource>()!.EnumerateElements().Select(e => e.Value as Base).FirstOrDefault(e => e is not (null or PrimitiveType));
                Assert.True(first is null || sent.JsonOf(first).ValueKind is JsonValueKind.Object or JsonValueKind.String, sent.Json.GetRawText());
                read++;
            }
        }

        Assert.True(read > 5_000, $"{read}");
    }

    // What is tidy is what nothing is mended in.
    private static bool IsCopiedWhole(JsonElement json) => JsonNode.DeepEquals(JsonNode.Parse(json.GetRawText()), JsonNode.Parse(TidyCopy.Of(json, ElementShape.TypeOf(json)!).Span));

    private static JsonElement Changed(JsonElement root, JsonElement place, string value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(root);
        var part = JsonMarshal.GetRawUtf8Value(place);
        Assert.True(raw.Overlaps(part, out var at));
        return JsonElement.Parse([.. raw[..at], .. Encoding.UTF8.GetBytes(value), .. raw[(at + part.Length)..]]);
    }

    private static JsonElement Below(JsonElement json, Random random) => random.Next(3) == 0 ? json : json.ValueKind switch
    {
        JsonValueKind.Object when json.EnumerateObject().ToArray() is { Length: > 0 } members => Below(members[random.Next(members.Length)].Value, random),
        JsonValueKind.Array when json.GetArrayLength() > 0 => Below(json[random.Next(json.GetArrayLength())], random),
        _ => json,
    };

    private static IEnumerable<JsonElement> Resources(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object when ElementShape.TypeOf(json) is { } type && type.Name != "Bundle" => [json],
        JsonValueKind.Object => json.EnumerateObject().SelectMany(m => Resources(m.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Resources),
        _ => [],
    };

    private static SentResource Sent(string members) => new(Json($$"""{"resourceType":"Coverage",{{members[1..]}}"""));

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}
