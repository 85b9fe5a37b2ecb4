using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Calls;

/// <summary>A server with made-up resources, for searches that the held ones give no case for. StructureDefinition, since nothing decides by those.</summary>
public sealed class MadeUpData : IDisposable
{
    public const string Year = "2024";
    public const string Month = "2024-06";
    public const string Day = "2024-06-15";

    /// <summary>In UTC this is June 16, 04:30:00.</summary>
    public const string Time = "2024-06-15T23:30:00-05:00";

    private readonly DataFolder _folder = new();
    private readonly ServerFactory _server;

    public MadeUpData()
    {
        foreach (var (index, date) in new[] { Year, Month, Day, Time }.Index())
        {
            Add($"dated-{index}", new JsonObject { ["name"] = "Dated", ["date"] = date });
        }

        // No date finds it.
        Add("dated-not", new JsonObject { ["name"] = "Dated" });

        Add("numbered", Given.Parse("""{ "identifier": [ { "system": "https://numbers.example", "value": "A,1|x" }, { "value": "B2" } ], "title": "Aorta, left" }"""));
        Add("numbered-elsewhere", Given.Parse("""{ "identifier": [ { "system": "https://elsewhere.example", "value": "b2" } ], "title": "Aorta| left" }"""));
        _server = new ServerFactory { Settings = { ["Crd:ResourcesPath"] = _folder.Root } };
        Client = _server.CreateClient();
    }

    public HttpClient Client { get; }

    public void Dispose()
    {
        Client.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    // A held one with another id, without its date, and with what the case needs: a server takes over no incomplete resource.
    private void Add(string id, JsonObject content)
    {
        var json = Given.Parse(File.ReadAllText(_folder.PathTo("fhir-resources/StructureDefinition/next-review-date.json")));
        json.Remove("date");
        (json["id"], json["url"], json["name"]) = (id, $"https://ketaminecrd.example/fhir/StructureDefinition/{id}", "Numbered");
        foreach (var (member, value) in content)
        {
            json[member] = value?.DeepClone();
        }

        _folder.Write($"fhir-resources/StructureDefinition/{id}.json", json.ToJsonString());
    }
}
