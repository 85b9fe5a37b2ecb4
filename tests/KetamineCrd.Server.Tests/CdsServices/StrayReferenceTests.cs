using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>Whatever stands where a call, or an answer of the EHR, names a resource or a page: no other server is asked, and no other thing of this one.</summary>
public sealed partial class StrayReferenceTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    // {T} is the type that is meant, {E} the EHR's host and port, {B} its FHIR base, {X} another server's host and port.
    private static readonly string[] Stray =
    [
        "http://{X}/fhir/r4/{T}/1", "https://{X}/fhir/r4/{T}/1", "//{X}/fhir/r4/{T}/1", "\\\\{X}\\fhir\\r4\\{T}\\1", "/\\{X}/{T}/1",
        "{B}@{X}/fhir/r4/{T}/1", "http://{E}@{X}/fhir/r4/{T}/1", "http://a:b@{E}/fhir/r4/{T}/1", "{B}.{X}/{T}/1", "{B}//{X}/{T}/1", "{B}/http://{X}/{T}/1",
        "{B}/../../admin", "{B}/{T}/../../admin", "{B}/{T}/1/../../../admin", "{B}/%2e%2e/%2e%2e/admin", "/admin", "../../admin", "../../admin?x=1",
        "{T}/../../admin", "{T}/..", "{T}/.", "{T}/%2e%2e/%2e%2e/admin", "{T}/..%2F..%2Fadmin", "{T}/..%5c..%5cadmin", "{T}\\..\\..\\admin", "{T}/../Admin/1", "{T}/1/../../Admin/1",
        "admin/1", "Admin/1", "Admin?x=1", "{T}/1?_format=xml", "{T}/1#x", "{T}/1;x=1", "{T}/1/$everything", "{T}/$everything", "{T}/$everything?x=1", "$export?x=1",
        "_history?x=1", "{T}/_history?x=1", "{T}/1/_history", "{T}/1/$everything?x=1", "{T}/1\r\nX-Injected: 1", "{T}/1\0", "{T}/1 HTTP/1.1\r\n\r\nGET /admin", "{T}/é",
        "{T}/1,2", "{T}/1&x=1", "file:///etc/passwd", "javascript:alert(1)", "gopher://{X}/1", "::", "{T}/",
    ];

    public static TheoryData<string> Places =>
        ["medication", "reason", "payer", "insurance", "dispatched order", "booked order", "encounter", "patient", "selection", "prefetched page", "further page"];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Reference_leads_to_no_other_server_and_to_nothing_else_on_this_one(string place)
    {
        await using var elsewhere = await OnTheEhr.StartAsync();
        foreach (var text in Stray)
        {
            await using var ehr = await OnTheEhr.StartAsync();
            string At(string type) => text.Replace("{T}", type, StringComparison.Ordinal)
                .Replace("{B}", ehr.Base.AbsoluteUri, StringComparison.Ordinal)
                .Replace("{E}", ehr.Base.Authority, StringComparison.Ordinal)
                .Replace("{X}", elsewhere.Base.Authority, StringComparison.Ordinal);
            if (place == "further page")
            {
                ehr.NextPage = At("Coverage");
            }

            var answer = await HookAnswer.PostAsync(server.Client, Call(place, At).At(ehr.Base));

            Assert.True((int)answer.Status == Status(place, text), $"{text}: {answer.Status} {answer.Text}");
            Assert.True(elsewhere.Requests.Count == 0, text);
            Assert.All(ehr.Requests, r => Assert.True(IsMeant().IsMatch(r.Address), $"{text}: {r.Address}"));
            Assert.DoesNotContain(ehr.Requests, r => r.Headers.Contains("X-Injected", StringComparer.OrdinalIgnoreCase));
        }
    }

    [GeneratedRegex("^((Medication|Condition|Organization|MedicationRequest|ServiceRequest)/[A-Za-z0-9._-]{1,64}|Coverage\\?patient=[A-Za-z0-9._-]+&status=active)$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex IsMeant();

    // What names nothing is refused; so is a call that names an order which may be ours, or a patient whose Coverage counts, and cannot be read.
    private static int Status(string place, string text) => place switch
    {
        "encounter" or "patient" when text == "{T}/" => 400,
        "dispatched order" when text.Contains("{T}/", StringComparison.Ordinal) => 412,
        "patient" when !NamesOne().IsMatch(text) => 412,
        _ => 200,
    };

    [GeneratedRegex("(^|/)\\{T\\}/1(/|$)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex NamesOne();

    private static JsonObject Call(string place, Func<string, string> stray)
    {
        var call = place switch
        {
            "medication" => OnTheEhr.Call("Medication"),
            "reason" => OnTheEhr.Call("Condition"),
            "payer" => OnTheEhr.Call("Organization"),
            "dispatched order" => HookCalls.Dispatch(),
            "booked order" => HookCalls.Book(HookCalls.AppointmentFor(stray("ServiceRequest"))),
            "encounter" => HookCalls.Encounter("encounter-start"),
            "selection" => Given.Call("order-select"),
            "prefetched page" => Given.Call(),
            _ => OnTheEhr.Call("Coverage"),
        };
        switch (place)
        {
            case "medication":
                call.TheOrder()["medicationReference"] = OnTheEhr.Reference(stray("Medication"));
                break;
            case "reason":
                call.TheOrder()["reasonReference"] = new JsonArray(OnTheEhr.Reference(stray("Condition")));
                break;
            case "payer":
                call.TheCoverage()["payor"] = new JsonArray(OnTheEhr.Reference(stray("Organization")));
                break;
            case "insurance":
                call.TheOrder()["insurance"] = new JsonArray(OnTheEhr.Reference(stray("Coverage")));
                break;
            case "dispatched order":
                call.At("context")["dispatchedOrders"] = new JsonArray(stray("MedicationRequest"));
                break;
            case "encounter":
                call.At("context")["encounterId"] = stray("Encounter");
                call.At("prefetch").AsObject().Remove("encounter");
                break;
            case "patient":
                call.At("context")["patientId"] = stray("Patient");
                break;
            case "selection":
                call.At("context")["selections"] = new JsonArray(stray("MedicationRequest"));
                break;
            case "prefetched page":
                call.At("prefetch", "coverage")["link"] = new JsonArray(new JsonObject { ["relation"] = "next", ["url"] = stray("Coverage") });
                break;
            default:
                break;
        }

        return call;
    }
}
