using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Resources;

namespace KetamineCrd.Benchmarks.Calls;

/// <summary>The server's own policy data, alone or among copies under other names, so that payers, drugs, codes and words grow with the policies.</summary>
internal static class CopiedPolicies
{
    private const string Plan = "fhir-resources/PlanDefinition/excellus-7.03.03-2025-03-20.json";
    private const string Drug = "fhir-resources/ValueSet/ketamine.json";
    private const string Payer = "fhir-resources/Organization/excellus.json";

    // A payer has ten of the copies, and every tenth copy is also one of Excellus, the payer of the calls.
    private const int PoliciesOfPayer = 10;

    public static CrdEngine Load(int copies = 0)
    {
        var (engine, issues) = CrdEngine.Load(Files(copies));
        return engine ?? throw new InvalidOperationException(string.Join('\n', issues.Take(10)));
    }

    public static IEnumerable<ResourceFile> Files(int copies)
    {
        var own = ResourceFiles.Read(folder: null).ToDictionary(f => f.Path, StringComparer.Ordinal);
        var (plan, drug, payer) = (Text(own[Plan]), Text(own[Drug]), Text(own[Payer]));
        return [.. own.Values, .. Enumerable.Range(0, copies).SelectMany(i => Copy(i, plan, drug, payer))];
    }

    /// <summary>Writes the files below the folder, for a server to read.</summary>
    public static void Write(string folder, int copies)
    {
        foreach (var file in Files(copies))
        {
            var path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, file.Content.Span);
        }
    }

    private static string Text(ResourceFile file) => Encoding.UTF8.GetString(file.Content.Span);

    private static IEnumerable<ResourceFile> Copy(int number, string plan, string drug, string payer)
    {
        var group = number / PoliciesOfPayer;
        if (number % PoliciesOfPayer == 0)
        {
            yield return CopyPayer(group, payer);
        }

        yield return CopyDrug(number, drug);
        yield return CopyPlan(number, group, plan);
    }

    private static ResourceFile CopyPayer(int group, string payer)
    {
        var json = JsonNode.Parse(payer)!.AsObject();
        json["id"] = $"payer-{group}";
        json["name"] = $"Payer {Name(group)}";
        json["alias"] = new JsonArray($"payer {Name(group)} health plan", $"{Name(group)} bcbs");
        return ToFile("Organization", $"payer-{group}", json);
    }

    private static ResourceFile CopyDrug(int number, string drug)
    {
        var id = $"ketamine-{number}";
        var json = JsonNode.Parse(drug.Replace("ValueSet/ketamine\"", $"ValueSet/{id}\"", StringComparison.Ordinal))!.AsObject();
        json["id"] = id;
        var position = 0;
        foreach (var include in json["compose"]!["include"]!.AsArray())
        {
            foreach (var concept in include!["concept"]?.AsArray() ?? [])
            {
                concept!["code"] = Code((string)include["system"]!, (string)concept["code"]!, number, position++);
            }

            foreach (var filter in include["filter"]?.AsArray() ?? [])
            {
                filter!["value"] = string.Create(CultureInfo.InvariantCulture, $"8{number:0000}{position++:0000}");
            }
        }

        return ToFile("ValueSet", id, json);
    }

    private static string Code(string system, string code, int number, int position) => system switch
    {
        "http://hl7.org/fhir/sid/ndc" => string.Create(CultureInfo.InvariantCulture, $"9{number:0000}{position:000000}"),
        "https://ketaminecrd.example/fhir/CodeSystem/words" => code
            .Replace("ketamine", Name(number) + "amine", StringComparison.Ordinal)
            .Replace("ketalar", Name(number) + "alar", StringComparison.Ordinal)
            .Replace("ketarx", Name(number) + "arx", StringComparison.Ordinal),
        _ => string.Create(CultureInfo.InvariantCulture, $"{code}{number:0000}"),
    };

    private static ResourceFile CopyPlan(int number, int group, string plan)
    {
        var id = $"plan-{number}";
        var json = JsonNode.Parse(plan
            .Replace("ValueSet/ketamine\"", $"ValueSet/ketamine-{number}\"", StringComparison.Ordinal)
            .Replace("PlanDefinition/7.03.03\"", $"PlanDefinition/{id}\"", StringComparison.Ordinal)
            .Replace("Organization/excellus\"", $"Organization/payer-{group}\"", StringComparison.Ordinal)
            .Replace("Organization/univera\"", number % PoliciesOfPayer == 0 ? "Organization/excellus\"" : $"Organization/payer-{group}\"", StringComparison.Ordinal))!.AsObject();
        json["id"] = id;
        json["identifier"]![0]!["value"] = $"C.{number}";
        var actions = json["action"]!.AsArray();
        foreach (var esketamine in actions.Where(a => a!.ToJsonString().Contains("ValueSet/esketamine", StringComparison.Ordinal)).ToArray())
        {
            actions.Remove(esketamine);
        }

        return ToFile("PlanDefinition", id, json);
    }

    private static ResourceFile ToFile(string type, string id, JsonObject json) =>
        new($"fhir-resources/{type}/{id}.json", Encoding.UTF8.GetBytes(json.ToJsonString()));

    // Four letters, spread over the alphabet.
    private static string Name(int number)
    {
        Span<char> letters = stackalloc char[4];
        var rest = (number * 7_919) % 456_976;
        for (var i = 0; i < letters.Length; i++)
        {
            letters[i] = (char)('a' + (rest % 26));
            rest /= 26;
        }

        return new string(letters);
    }
}
